//! Listening, and leaving: what came in is answered before the process ends.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How long requests may take to end once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(30);

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
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => ListenError::InUse(address),
        io::ErrorKind::PermissionDenied => ListenError::Denied(address),
        io::ErrorKind::AddrNotAvailable => ListenError::NotHere(address),
        _ => ListenError::Other(address, cause),
    })
}

/// Serves until `stop` comes; then takes no more connections, and ends when what is under way is answered.
///
/// # Errors
/// The network's.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (told, mut tell) = tokio::sync::watch::channel(());
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        drop(told);
    });
    let late = async {
        // Ends when the sender is gone.
        while tell.changed().await.is_ok() {}
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        ended = server => ended,
        () = late => {
            tracing::warn!("requests that are still under way after {} s are given up", DRAIN.as_secs());
            Ok(())
        }
    }
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
