//! A key-value store on a Redis server (`type = "redis"`), by the commands that Spin sends.
//!
//! A value has its key as its name in Redis, whatever the label of the store: labels with one URL are one store. A
//! connection that breaks is opened again in the background; a call meanwhile fails. A call has a limit, so that a server
//! that does not answer holds nobody up.

use crate::bindings::spin::key_value::key_value as v3;
use crate::limits;
use anyhow::{Context as _, Result};
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncCommands as _, Client, RedisError};
use std::time::Duration;
use tokio::sync::OnceCell;

/// How long a connection, and how long an answer, may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// How often a broken connection is opened again before a call fails, and the longest wait between.
const RECONNECTIONS: usize = 3;
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// The server of one label.
pub struct RedisStore {
    client: Client,
    connection: OnceCell<ConnectionManager>,
}

impl RedisStore {
    /// The server at `url`, which is connected when first used.
    ///
    /// # Errors
    /// It is no URL of a Redis server.
    pub fn new(url: &str) -> Result<Self> {
        Ok(Self {
            client: Client::open(url).context("no URL of a Redis server")?,
            connection: OnceCell::new(),
        })
    }

    async fn connection(&self) -> Result<ConnectionManager, v3::Error> {
        let connect = || async {
            let config = ConnectionManagerConfig::new()
                .set_connection_timeout(Some(CONNECT_LIMIT))
                .set_response_timeout(Some(ANSWER_LIMIT))
                .set_number_of_retries(RECONNECTIONS)
                .set_max_delay(LONGEST_WAIT);
            self.client.get_connection_manager_with_config(config).await
        };
        self.connection.get_or_try_init(connect).await.cloned().map_err(|error| other(&error))
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, v3::Error> {
        let value: Option<Vec<u8>> =
            self.connection().await?.get(key).await.map_err(|error| other(&error))?;
        match value {
            Some(value) if value.len() > limits::HOST_BUFFERED_BYTES => {
                Err(v3::Error::Other(limits::too_large()))
            }
            value => Ok(value),
        }
    }

    pub(crate) async fn set(&self, key: &str, value: &[u8]) -> Result<(), v3::Error> {
        self.connection().await?.set(key, value).await.map_err(|error| other(&error))
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), v3::Error> {
        self.connection().await?.del(key).await.map_err(|error| other(&error))
    }

    pub(crate) async fn exists(&self, key: &str) -> Result<bool, v3::Error> {
        self.connection().await?.exists(key).await.map_err(|error| other(&error))
    }

    pub(crate) async fn keys(&self) -> Result<Vec<String>, v3::Error> {
        let keys: Vec<String> = self.connection().await?.keys("*").await.map_err(|error| other(&error))?;
        let bytes: usize = keys.iter().map(|key| size_of::<String>() + key.len()).sum();
        if bytes > limits::HOST_BUFFERED_BYTES {
            Err(v3::Error::Other(limits::too_large()))
        } else {
            Ok(keys)
        }
    }
}

fn other(error: &RedisError) -> v3::Error {
    v3::Error::Other(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::RedisStore;

    #[test]
    fn a_url_of_another_kind_is_refused() {
        assert!(RedisStore::new("redis://127.0.0.1:6379/1").is_ok());
        assert!(RedisStore::new("http://127.0.0.1").is_err());
        assert!(RedisStore::new("").is_err());
    }
}
