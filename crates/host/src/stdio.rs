//! Where components' stdout and stderr go: to files of the log directory, and to the host's stderr unless `--quiet`.
//!
//! The files are `<component>_stdout.txt` and `<component>_stderr.txt`, opened once and appended to. Without a log
//! directory the host's stderr is all there is.

use anyhow::{Context as _, Result};
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};

/// One output of one component.
#[derive(Clone)]
pub struct Output {
    file: Option<Arc<File>>,
    echo: bool,
}

impl Output {
    /// The output `name` (`stdout`, `stderr`) of `component`.
    ///
    /// # Errors
    /// The log file cannot be opened.
    pub fn open(log_dir: Option<&Path>, component: &str, name: &str, echo: bool) -> Result<Self> {
        let file = match log_dir {
            None => None,
            Some(directory) => {
                let safe: String = component
                    .chars()
                    .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
                    .collect();
                let path = directory.join(format!("{safe}_{name}.txt"));
                let file = File::options()
                    .create(true)
                    .append(true)
                    .open(&path)
                    .with_context(|| format!("--log-dir: cannot open {}", path.display()))?;
                Some(Arc::new(file))
            }
        };
        Ok(Self { file, echo })
    }
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Output {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for Output {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.echo {
            // The terminal is a courtesy; a closed one is no reason to fail a component.
            _ = io::stderr().write_all(bytes);
        }
        if let Some(file) = &self.file {
            (&**file).write_all(bytes)?;
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
