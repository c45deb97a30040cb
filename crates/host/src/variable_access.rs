//! `spin:variables@3.0.0` and `fermyon:spin/variables@2.0.0`: a component reads the variables of its own table.

use crate::bindings::{v2::variables as v2, v3::variables::variables as v3};
use crate::state::{SpinHost, State};
use crate::variable_name::check_name;
use wasmtime::Result as WasmResult;
use wasmtime::component::Accessor;

impl State {
    fn variable(&self, name: &str) -> Result<String, v3::Error> {
        if let Err(reason) = check_name(name) {
            return Err(v3::Error::InvalidName(format!("{name:?}: {reason}")));
        }
        self.context.variables.get(name).cloned().ok_or_else(|| {
            v3::Error::Undefined(format!("no variable {name:?} in [component.{}.variables]", self.context.id))
        })
    }
}

impl v3::Host for State {}

impl<T: Send + 'static> v3::HostWithStore<T> for SpinHost {
    async fn get(accessor: &Accessor<T, Self>, name: String) -> WasmResult<Result<String, v3::Error>> {
        Ok(accessor.with(|mut access| access.get().variable(&name)))
    }
}

impl v2::Host for State {
    async fn get(&mut self, name: String) -> WasmResult<Result<String, v2::Error>> {
        Ok(self.variable(&name).map_err(|error| match error {
            v3::Error::InvalidName(text) => v2::Error::InvalidName(text),
            v3::Error::Undefined(text) => v2::Error::Undefined(text),
            v3::Error::Provider(text) => v2::Error::Provider(text),
            v3::Error::Other(text) => v2::Error::Other(text),
        }))
    }
}
