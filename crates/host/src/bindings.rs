//! Rust bindings of Spin's interfaces, generated from `wit/`.
//!
//! Every host function may trap (`trappable`) and may wait (`async`): a function that WIT calls `async` gets an
//! accessor and runs beside the guest's other tasks; one that WIT does not call `async` suspends the whole instance
//! while it waits, as it does on Spin.

#[allow(missing_docs, reason = "generated")]
mod generated {
    wasmtime::component::bindgen!({
        path: "wit",
        world: "feiqian:host/imports",
        imports: { default: async | trappable },
        with: {
            "spin:sqlite/sqlite.connection": crate::sqlite::Connection,
            "spin:key-value/key-value.store": crate::key_value::Store,
        },
        require_store_data_send: true,
    });
}

pub use generated::spin;
