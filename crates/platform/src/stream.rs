//! Bodies that are made while they are sent: as long as they like, a chunk at a time.
//!
//! A chunk is made when the one before has been taken away, so that neither the component nor the host ever holds more than
//! two. A client that hangs up ends the body; a fault breaks it off, so that the connection ends without the end of the body
//! and no client takes it for whole.

use crate::Platform;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// What [`Chunks::next`] promises: the next bytes, `None` at the end, or what the log is told of a fault.
pub type NextChunk<'c> = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, String>> + 'c>>;

/// The source of a body.
pub trait Chunks {
    /// Makes the next bytes. It is not called again after the end or a fault.
    fn next<'c>(&'c mut self, platform: &'c Platform) -> NextChunk<'c>;
}

/// A body that is made while it is sent.
///
/// On Spin it is a closure, so that only components that stream have the code.
#[cfg(target_arch = "wasm32")]
pub struct Stream(
    pub(crate) Box<dyn FnOnce(crate::spin::Streaming) -> crate::spin::wasip3::http::types::Response>,
);

/// A body that is made while it is sent.
#[cfg(not(target_arch = "wasm32"))]
pub struct Stream(Box<dyn Chunks + Send>);

impl Stream {
    /// The body of a source.
    pub fn new(chunks: impl Chunks + Send + 'static) -> Self {
        #[cfg(target_arch = "wasm32")]
        return Stream(Box::new(|streaming| streaming.begin(Box::new(chunks))));
        #[cfg(not(target_arch = "wasm32"))]
        return Stream(Box::new(chunks));
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

/// What a test does with a body.
#[cfg(not(target_arch = "wasm32"))]
impl Stream {
    /// The next bytes, as the host asks for them.
    ///
    /// # Errors
    /// The fault that breaks the body off.
    pub fn next(&mut self, platform: &Platform) -> Result<Option<Vec<u8>>, String> {
        crate::native::block_on(self.0.next(platform))
    }

    /// The whole body.
    ///
    /// # Errors
    /// The fault that breaks the body off.
    pub fn whole(mut self, platform: &Platform) -> Result<Vec<u8>, String> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.next(platform)? {
            whole.extend(chunk);
        }
        Ok(whole)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    struct Numbers(i64, i64);

    impl Chunks for Numbers {
        fn next<'c>(&'c mut self, platform: &'c Platform) -> NextChunk<'c> {
            Box::pin(async move {
                if self.0 == self.1 {
                    return Ok(None);
                }
                self.0 += 1;
                let row = platform.query_row("SELECT (7 / ?1) || ','", &[(3 - self.0).into()]).await;
                let text: String = row.and_then(|mut row| row.take()).map_err(|error| error.to_string())?;
                Ok(Some(text.into_bytes()))
            })
        }
    }

    #[test]
    fn a_body_is_made_chunk_by_chunk_to_its_end_or_its_fault() {
        let platform = Platform::in_memory();
        let whole = Stream::new(Numbers(0, 2)).whole(&platform);
        assert_eq!(whole, Ok(b"3,7,".to_vec()));
        let mut broken = Stream::new(Numbers(0, 4));
        assert_eq!(broken.next(&platform), Ok(Some(b"3,".to_vec())));
        assert_eq!(broken.next(&platform), Ok(Some(b"7,".to_vec())));
        assert!(broken.next(&platform).is_err(), "a NULL is no text");
        assert_eq!(Stream::new(Numbers(0, 0)).whole(&platform), Ok(Vec::new()));
    }
}
