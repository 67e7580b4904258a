//! Listening, and leaving: what came in is answered before the process ends.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::connection::{protocols, serve as serve_one};
use super::limits::Limits;
use super::{App, router};

/// How long requests may take to end once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(30);

/// What the system keeps of a connection's answers until they are taken, in bytes: most answers, compressed. With more,
/// a client that takes little at a time would look like one that takes nothing, since the system takes from us a good
/// part of this at once.
const SEND_BUFFER: u32 = 64 << 10;

/// Connections that the system keeps for us until we take them.
const QUEUE: u32 = 4096;

/// How long no connection is taken when the system has nothing to spare.
const BREATH: Duration = Duration::from_millis(100);

/// How long all goes well before the fault of taking connections is said to be over.
const CALM: Duration = Duration::from_secs(10);

/// Files that the server has open beside its connections, and some to spare: the database's, above all.
const OTHER_FILES: usize = 64;

/// An address that cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error("{0} is in use by another program: stop that one, or listen elsewhere with --listen {ip}:{next}",
        ip = .0.ip(), next = .0.port().wrapping_add(1))]
    InUse(SocketAddr),
    #[error("{0} needs rights that this account does not have: listen on a port from 1024 on, as in --listen {ip}:8080",
        ip = .0.ip())]
    Denied(SocketAddr),
    #[error(
        "{0} is no address of this machine: 127.0.0.1 is for itself alone, 0.0.0.0 for every network it is on"
    )]
    NotHere(SocketAddr),
    #[error("cannot listen on {0}")]
    Other(SocketAddr, #[source] io::Error),
}

/// Takes the address; port 0 is any that is free.
///
/// # Errors
/// An address that is taken or not ours to take.
pub fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    let bound = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // Its connections inherit it: so it is we who keep an answer that nobody takes, and see that nobody does.
        socket.set_send_buffer_size(SEND_BUFFER)?;
        // What a server left behind that has just ended is no obstacle.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(QUEUE)
    };
    bound().map_err(|cause: io::Error| match cause.kind() {
        io::ErrorKind::AddrInUse => ListenError::InUse(address),
        io::ErrorKind::PermissionDenied => ListenError::Denied(address),
        io::ErrorKind::AddrNotAvailable => ListenError::NotHere(address),
        _ => ListenError::Other(address, cause),
    })
}

/// Serves until `stop` comes; then says so where readiness is asked for, waits for `drain_delay`, takes no more
/// connections, and ends when what is under way is done, or after half a minute.
pub async fn serve(listener: TcpListener, app: App, stop: impl Future<Output = ()> + Send) {
    let (limits, is_leaving) = (Arc::clone(&app.limits), Arc::clone(&app.is_leaving));
    let admission = app.admission.clone();
    let needed = limits.connections.saturating_add(OTHER_FILES);
    if let Some(allowed) = open_files(needed).filter(|allowed| *allowed < needed) {
        tracing::warn!(
            allowed,
            needed,
            "this process may open {allowed} files, too few for {} connections: start it after \"ulimit -n {needed}\", \
             or set \"connections\" to {} at most",
            limits.connections,
            allowed.saturating_sub(OTHER_FILES).max(1),
        );
    }
    let rest = accept(listener, router(app), limits, is_leaving, stop).await;
    let settled = async {
        rest.graceful.shutdown().await;
        // Also what goes on without its client.
        admission.settled().await;
    };
    if tokio::time::timeout(DRAIN, settled).await.is_err() {
        tracing::warn!("requests that are still under way after {} s are given up", DRAIN.as_secs());
    }
}

/// The connections that are left once no more are taken. Dropped, it ends them.
#[derive(Debug)]
pub struct Rest {
    graceful: GracefulShutdown,
    _connections: JoinSet<()>,
}

/// Takes connections until `stop` comes.
///
/// Beyond the most that may be open, new ones wait in the system's queue: places come free within seconds, since no
/// connection may be held for nothing, and a client that waits for them fares better than one that is turned away.
pub async fn accept(
    listener: TcpListener,
    router: Router,
    limits: Arc<Limits>,
    is_leaving: Arc<AtomicBool>,
    stop: impl Future<Output = ()> + Send,
) -> Rest {
    let (graceful, mut connections) = (GracefulShutdown::new(), JoinSet::new());
    let (protocols, places) = (Arc::new(protocols()), Arc::new(Semaphore::new(limits.connections)));
    let mut stop = pin!(async {
        stop.await;
        is_leaving.store(true, Ordering::Relaxed);
        tokio::time::sleep(limits.drain_delay).await;
    });
    let mut trouble = Trouble::default();
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (next(&listener, &mut trouble).await, place)
        };
        let (stream, place) = tokio::select! {
            () = &mut stop => break,
            accepted = next => accepted,
        };
        if let Err(cause) = stream.set_nodelay(true) {
            tracing::debug!(%cause, "a connection was gone at once");
            continue;
        }
        while connections.try_join_next().is_some() {}
        let (limits, is_leaving) = (Arc::clone(&limits), Arc::clone(&is_leaving));
        let serve =
            serve_one(stream, Arc::clone(&protocols), router.clone(), limits, is_leaving, graceful.watcher());
        connections.spawn(async move {
            serve.await;
            drop(place);
        });
    }
    Rest { graceful, _connections: connections }
}

/// The next connection. Where the system has no more files or memory to spare, it is asked again a little later, when
/// some connections may have ended; to stop, or to ask at once, would help nobody.
async fn next(listener: &TcpListener, trouble: &mut Trouble) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Some(failures) = trouble.ends() {
                    tracing::info!(failures, "connections are taken again");
                }
                return stream;
            }
            // It was gone before we saw it.
            Err(cause)
                if matches!(
                    cause.kind(),
                    io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::ConnectionReset
                        | io::ErrorKind::ConnectionRefused
                ) => {}
            Err(cause) => {
                if trouble.begins() {
                    tracing::error!(%cause, "no connection can be taken");
                }
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// A time in which taking connections fails, again and again: told of once when it begins and once when it is over.
#[derive(Debug, Default)]
struct Trouble {
    failures: u64,
    last: Option<Instant>,
}

impl Trouble {
    /// Another failure. Whether it is the first.
    fn begins(&mut self) -> bool {
        self.failures += 1;
        self.last.replace(Instant::now()).is_none()
    }

    /// A success: how many failures there were, if that was long enough ago.
    fn ends(&mut self) -> Option<u64> {
        self.last.take_if(|last| last.elapsed() >= CALM)?;
        Some(std::mem::take(&mut self.failures))
    }
}

/// Raises how many files this process may open as far as is needed and allowed; how many that are then, where the system
/// tells.
fn open_files(needed: usize) -> Option<usize> {
    let raised = rlimit::increase_nofile_limit(u64::try_from(needed).ok()?);
    raised.ok().map(|allowed| usize::try_from(allowed).unwrap_or(usize::MAX))
}

/// Waits for SIGINT (Ctrl-C) or SIGTERM.
///
/// # Errors
/// A system that lets us wait for neither.
pub fn interrupted() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::info!("stopping: requests that are under way are answered first");
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn trouble_is_told_of_once() {
        let mut trouble = Trouble::default();
        assert_eq!(trouble.ends(), None);
        assert!(trouble.begins());
        for _ in 0..5 {
            tokio::time::advance(CALM / 2).await;
            // A connection ended, and another took its place.
            assert_eq!(trouble.ends(), None);
            assert!(!trouble.begins());
        }
        tokio::time::advance(CALM).await;
        assert_eq!(trouble.ends(), Some(6));
        assert_eq!(trouble.ends(), None);
        assert!(trouble.begins());
    }
}
