//! `spin:variables@3.0.0`: a component reads the variables of its own table.

use crate::bindings::spin::variables::variables as v3;
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
