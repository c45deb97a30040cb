//! `spin:key-value@3.0.0` and `fermyon:spin/key-value@2.0.0`, in the SQLite file and the table that Spin uses, or on a
//! Redis server ([`crate::redis_store`]).
//!
//! One connection for each file, shared by the whole process, with the journal and durability of SQLite's defaults:
//! what is set is on disk. No expiry, no atomic update, as on Spin.

use crate::bindings::spin::key_value::key_value as v3;
use crate::limits;
use crate::redis_store::RedisStore;
use crate::state::{SpinHost, State};
use crate::streams::FromChannel;
use anyhow::Result;
use rusqlite::{OptionalExtension as _, params};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};
use wasmtime::Result as WasmResult;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

/// The file, or the memory, behind one or more labels.
#[derive(Debug)]
pub struct StoreFile {
    path: Option<PathBuf>,
    connection: Mutex<Option<rusqlite::Connection>>,
}

impl StoreFile {
    /// The file at `path`, made when first used; `None` is memory, gone with the process.
    pub fn new(path: Option<PathBuf>) -> Self {
        Self { path, connection: Mutex::new(None) }
    }

    fn connect(&self) -> rusqlite::Result<rusqlite::Connection> {
        let connection = match &self.path {
            Some(path) => rusqlite::Connection::open(path)?,
            None => rusqlite::Connection::open_in_memory()?,
        };
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS spin_key_value (
                store TEXT NOT NULL,
                key   TEXT NOT NULL,
                value BLOB NOT NULL,
                PRIMARY KEY (store, key)
            )",
        )?;
        Ok(connection)
    }

    fn with<R>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<R>,
    ) -> Result<R, v3::Error> {
        // A poisoned lock guards a connection that was in use when a thread panicked; SQLite itself is whole.
        let mut slot = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.is_none() {
            *slot = Some(self.connect().map_err(other)?);
        }
        match slot.as_ref() {
            Some(connection) => work(connection).map_err(other),
            None => Err(v3::Error::NoSuchStore),
        }
    }

    fn set(&self, label: &str, key: &str, value: &[u8]) -> Result<(), v3::Error> {
        self.with(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
                     ON CONFLICT (store, key) DO UPDATE SET value = ?3",
                )?
                .execute(params![label, key, value])
                .map(drop)
        })
    }

    fn get(&self, label: &str, key: &str) -> Result<Option<Vec<u8>>, v3::Error> {
        let value = self.with(|connection| {
            connection
                .prepare_cached("SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2")?
                .query_row([label, key], |row| row.get::<_, Vec<u8>>(0))
                .optional()
        })?;
        match value {
            Some(value) if value.len() > limits::HOST_BUFFERED_BYTES => {
                Err(v3::Error::Other(limits::too_large()))
            }
            value => Ok(value),
        }
    }

    fn delete(&self, label: &str, key: &str) -> Result<(), v3::Error> {
        self.with(|connection| {
            connection
                .prepare_cached("DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2")?
                .execute([label, key])
                .map(drop)
        })
    }

    fn exists(&self, label: &str, key: &str) -> Result<bool, v3::Error> {
        self.with(|connection| {
            connection
                .prepare_cached("SELECT 1 FROM spin_key_value WHERE store = ?1 AND key = ?2")?
                .exists([label, key])
        })
    }

    /// Hands every key of `label` to `each`, until it answers `false`.
    fn keys(&self, label: &str, mut each: impl FnMut(String) -> bool) -> Result<(), v3::Error> {
        self.with(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT key FROM spin_key_value WHERE store = ?1")?;
            let mut rows = statement.query([label])?;
            while let Some(row) = rows.next()? {
                if !each(row.get(0)?) {
                    break;
                }
            }
            Ok(())
        })
    }
}

fn other(error: rusqlite::Error) -> v3::Error {
    v3::Error::Other(error.to_string())
}

/// Where the values of a label are.
#[derive(Clone)]
pub enum Backing {
    /// A file of SQLite.
    File(Arc<StoreFile>),
    /// A Redis server.
    Redis(Arc<RedisStore>),
}

impl Backing {
    /// Sets `key` in the store `label`, for `--key-value`.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn set(&self, label: &str, key: &str, value: &[u8]) -> Result<(), v3::Error> {
        Store { backing: self.clone(), label: label.into() }.set(key.to_owned(), value.to_vec()).await
    }
}

/// A guest's handle: one label.
#[derive(Clone)]
pub struct Store {
    backing: Backing,
    label: Arc<str>,
}

impl Store {
    async fn get(self, key: String) -> Result<Option<Vec<u8>>, v3::Error> {
        match self.backing {
            Backing::File(file) => blocking(move || file.get(&self.label, &key)).await,
            Backing::Redis(redis) => redis.get(&key).await,
        }
    }

    async fn set(self, key: String, value: Vec<u8>) -> Result<(), v3::Error> {
        match self.backing {
            Backing::File(file) => blocking(move || file.set(&self.label, &key, &value)).await,
            Backing::Redis(redis) => redis.set(&key, &value).await,
        }
    }

    async fn delete(self, key: String) -> Result<(), v3::Error> {
        match self.backing {
            Backing::File(file) => blocking(move || file.delete(&self.label, &key)).await,
            Backing::Redis(redis) => redis.delete(&key).await,
        }
    }

    async fn exists(self, key: String) -> Result<bool, v3::Error> {
        match self.backing {
            Backing::File(file) => blocking(move || file.exists(&self.label, &key)).await,
            Backing::Redis(redis) => redis.exists(&key).await,
        }
    }

    /// Sends every key, until nobody wants more.
    async fn send_keys(self, keys: mpsc::Sender<String>) -> Result<(), v3::Error> {
        match self.backing {
            Backing::File(file) => {
                blocking(move || file.keys(&self.label, |key| keys.blocking_send(key).is_ok())).await
            }
            Backing::Redis(redis) => {
                for key in redis.keys().await? {
                    if keys.send(key).await.is_err() {
                        break;
                    }
                }
                Ok(())
            }
        }
    }
}

/// Runs `work` on a thread where blocking is allowed.
async fn blocking<R: Send + 'static>(
    work: impl FnOnce() -> Result<R, v3::Error> + Send + 'static,
) -> Result<R, v3::Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(v3::Error::Other(format!("the operation did not finish: {error}"))))
}

impl State {
    fn open_store(&mut self, label: &str) -> WasmResult<Result<Resource<Store>, v3::Error>> {
        if !self.context.key_value_stores.contains(label) {
            return Ok(Err(v3::Error::AccessDenied));
        }
        let Some(backing) = self.context.app.stores.get(label) else {
            return Ok(Err(v3::Error::NoSuchStore));
        };
        if self.open_stores >= limits::HANDLES_PER_INSTANCE {
            return Ok(Err(v3::Error::StoreTableFull));
        }
        let store = Store { backing: backing.clone(), label: label.into() };
        let handle = self.table.push(store)?;
        self.open_stores += 1;
        Ok(Ok(handle))
    }

    fn store(&self, handle: &Resource<Store>) -> WasmResult<Store> {
        Ok(self.table.get(handle)?.clone())
    }

    fn drop_store(&mut self, handle: Resource<Store>) -> WasmResult<()> {
        self.table.delete(handle)?;
        self.open_stores -= 1;
        Ok(())
    }
}

impl v3::Host for State {}

impl v3::HostStore for State {
    async fn drop(&mut self, handle: Resource<Store>) -> WasmResult<()> {
        self.drop_store(handle)
    }
}

impl<T: Send + 'static> v3::HostStoreWithStore<T> for SpinHost {
    async fn open(
        accessor: &Accessor<T, Self>,
        label: String,
    ) -> WasmResult<Result<Resource<Store>, v3::Error>> {
        accessor.with(|mut access| access.get().open_store(&label))
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> WasmResult<Result<Option<Vec<u8>>, v3::Error>> {
        let store = accessor.with(|mut access| access.get().store(&handle))?;
        Ok(store.get(key).await)
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> WasmResult<Result<(), v3::Error>> {
        let store = accessor.with(|mut access| access.get().store(&handle))?;
        Ok(store.set(key, value).await)
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> WasmResult<Result<(), v3::Error>> {
        let store = accessor.with(|mut access| access.get().store(&handle))?;
        Ok(store.delete(key).await)
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> WasmResult<Result<bool, v3::Error>> {
        let store = accessor.with(|mut access| access.get().store(&handle))?;
        Ok(store.exists(key).await)
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
    ) -> WasmResult<(StreamReader<String>, FutureReader<Result<(), v3::Error>>)> {
        let store = accessor.with(|mut access| access.get().store(&handle))?;
        let (keys_sender, keys) = mpsc::channel(limits::STREAM_SLOTS);
        let (result_sender, result) = oneshot::channel();
        tokio::spawn(async move {
            _ = result_sender.send(store.send_keys(keys_sender).await);
        });
        accessor.with(|mut access| {
            Ok((StreamReader::new(&mut access, FromChannel(keys))?, FutureReader::new(&mut access, result)?))
        })
    }
}
