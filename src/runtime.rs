//! What everything runs on.

use std::io;

use tokio::runtime::{Builder, Runtime};

/// Bytes of stack that each thread may use. The fields of an answer are computed by calls within each other, as deep as
/// the document; so are filters read. Without optimisation, documents within the limits take more than the usual two
/// mebibytes. It is room, not memory: the system gives what is used.
const STACK: usize = 32 * 1024 * 1024;

/// Starts the threads that serve.
///
/// # Errors
/// The system's, where it has no more threads.
pub fn start() -> io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build()
}
