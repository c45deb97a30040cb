//! What every product endpoint has to pass: transport, settings, signature, nonces, parameters, faults.

use crate::common::SAMPLES;
use feiqian_customer::handle;

feiqian_cashier::suite_of_product_endpoints!(handle, SAMPLES);
