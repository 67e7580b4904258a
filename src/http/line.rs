//! What a connection's watch sees: bytes that come and go, and answers that are taken piece by piece.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Buf, Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

use super::watch::{Exchange, Watch};

/// Answers go out in pieces of this size, in bytes: HTTP/2 keeps no more than a piece of those that nobody takes.
const PIECE: usize = 16 << 10;

/// How long what a refused client sends is thrown away.
const LINGER: Duration = Duration::from_secs(2);

/// The wire, with an eye on it.
#[derive(Debug)]
pub struct Line {
    stream: TcpStream,
    watch: Arc<Watch>,
    /// The end of its end.
    until: Option<Pin<Box<Sleep>>>,
}

impl Line {
    pub fn new(stream: TcpStream, watch: Arc<Watch>) -> Self {
        Self { stream, watch, until: None }
    }

    fn written(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.watch.has_written(outcome.is_ready());
        outcome
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.watch.is_hopeless()
            && let Err(cause) = self.stream.set_zero_linger()
        {
            tracing::debug!(%cause, "the system keeps what nobody takes");
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            self.watch.has_read();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// Ends what we send. A client that is sending still would take a connection that is closed now for a broken one,
    /// and never read why it was refused: what it sends is thrown away for a while.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        if !self.watch.owes() {
            return Poll::Ready(Ok(()));
        }
        let this = &mut *self;
        let until = this.until.get_or_insert_with(|| Box::pin(tokio::time::sleep(LINGER)));
        if until.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut waste = [0; 16 << 10];
        loop {
            let mut buf = ReadBuf::new(&mut waste);
            let read = ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buf));
            if read.is_err() || buf.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

/// The body of a request, on its way: tells whether it was read to its end.
#[derive(Debug)]
pub struct Receiving {
    body: Incoming,
    is_read: Arc<AtomicBool>,
}

impl Receiving {
    pub fn new(body: Incoming, is_read: Arc<AtomicBool>) -> Self {
        Self { body, is_read }
    }
}

impl hyper::body::Body for Receiving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() || self.body.is_end_stream() {
            self.is_read.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer, on its way.
#[derive(Debug)]
pub struct Sending {
    body: Body,
    /// What was made and is not taken yet.
    rest: Bytes,
    exchange: Arc<Exchange>,
}

/// A piece of an answer. The protocol consumes it as it sends it, and drops it when it is sent: so that it shows what
/// the client takes, and the exchange ends with the last byte, rather than when the protocol has it.
#[derive(Debug)]
pub struct Piece {
    bytes: Bytes,
    exchange: Arc<Exchange>,
}

impl Buf for Piece {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        self.exchange.is_taken(count);
    }
}

impl Sending {
    pub fn new(body: Body, exchange: Exchange) -> Self {
        exchange.begins();
        Self { body, rest: Bytes::new(), exchange: Arc::new(exchange) }
    }
}

impl hyper::body::Body for Sending {
    type Data = Piece;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Piece>, axum::Error>>> {
        if self.rest.is_empty() {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                self.exchange.waits_for_us();
                return Poll::Pending;
            };
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.rest = data,
                Some(Ok(Err(trailers))) => {
                    return Poll::Ready(
                        trailers.into_trailers().ok().map(|fields| Ok(Frame::trailers(fields))),
                    );
                }
                Some(Err(cause)) => return Poll::Ready(Some(Err(cause))),
                None => return Poll::Ready(None),
            }
        }
        let size = self.rest.len().min(PIECE);
        self.exchange.hands_over(size);
        let piece = Piece { bytes: self.rest.split_to(size), exchange: Arc::clone(&self.exchange) };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, rest) = (self.body.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}
