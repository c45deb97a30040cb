//! The host from outside: its program serves probe components (`tests/guests`), the tests speak HTTP to it.

mod bodies;
mod harness;
mod instances;
mod lifecycle;
mod outbound;
mod routing;
mod sockets;
mod start;
mod storage;
mod variables;
