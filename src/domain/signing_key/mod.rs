//! The keys that sign access tokens: made at the first start, changed without anybody noticing.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use db::{Noun, Timestamp, signing_key};
use sea_orm::Set;

use super::access::{Access, AccountError};
use crate::auth::token::{self, Key, Pair, Ring};
use crate::auth::{Action, Actor, Whose, permit};
use crate::store::desk;
use crate::store::{Desk, WriteTx};

/// How long what was read of the database is believed.
const FRESH: Duration = Duration::from_secs(5);

/// How often within a second names that nobody knows may have the database asked again: another instance may have made
/// the key just now, or somebody is making names up.
const MOST_AGAIN: u32 = 20;

/// How long keys are used on while somebody reads them anew.
const STALE: Duration = Duration::from_secs(60);

/// The keys of a process.
#[derive(Debug, Default)]
pub struct Keys {
    read: RwLock<Read>,
    /// Held by the one who reads.
    turn: tokio::sync::Mutex<()>,
}

/// The keys as they were last read.
#[derive(Debug, Default)]
struct Read {
    /// Since when they are known to be so.
    keys: Option<(Instant, Arc<Ring>)>,
    /// When names that nobody knew began to be counted, and how many there were.
    unknown: Option<(Instant, u32)>,
}

impl Read {
    /// The keys, if they are not older than this, and the one that is asked for is among them.
    fn within(&self, age: Duration, kid: Option<&str>) -> Option<Arc<Ring>> {
        let (at, ring) = self.keys.as_ref()?;
        let holds = at.elapsed() < age && kid.is_none_or(|kid| ring.knows(kid));
        holds.then(|| Arc::clone(ring))
    }

    /// The keys, if there is no use in reading them again for a name that is not among them: they were read since then, or
    /// names come too fast.
    fn enough(&mut self, since: Instant) -> Option<Arc<Ring>> {
        let (at, ring) = self.keys.as_ref().filter(|(at, _)| at.elapsed() < FRESH)?;
        if *at < since {
            let recent = self.unknown.filter(|(begun, _)| begun.elapsed().as_secs() < 1);
            let (begun, count) = recent.unwrap_or((since, 0));
            self.unknown = Some((begun, count + 1));
            if count < MOST_AGAIN {
                return None;
            }
        }
        Some(Arc::clone(ring))
    }
}

impl Keys {
    fn within(&self, age: Duration, kid: Option<&str>) -> Option<Arc<Ring>> {
        self.read.read().unwrap_or_else(PoisonError::into_inner).within(age, kid)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Read) -> T) -> T {
        change(&mut self.read.write().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Access {
    /// The keys as they are.
    ///
    /// # Errors
    /// The database's, where they were never read.
    pub async fn ring(&self) -> Result<Arc<Ring>, AccountError> {
        self.read_keys(None).await
    }

    /// The same, read anew if this one is not among them.
    pub(in crate::domain) async fn ring_with(&self, kid: &str) -> Result<Arc<Ring>, AccountError> {
        self.read_keys(Some(kid)).await
    }

    async fn read_keys(&self, kid: Option<&str>) -> Result<Arc<Ring>, AccountError> {
        let since = Instant::now();
        if let Some(ring) = self.keys.within(FRESH, kid) {
            return Ok(ring);
        }
        // One asks. The others use what they have, or wait for what it finds.
        let _turn = match (self.keys.turn.try_lock(), self.keys.within(STALE, kid)) {
            (Ok(turn), _) => turn,
            (Err(_), Some(ring)) => return Ok(ring),
            (Err(_), None) => self.keys.turn.lock().await,
        };
        if let Some(ring) =
            self.keys.within(FRESH, kid).or_else(|| self.keys.change(|read| read.enough(since)))
        {
            return Ok(ring);
        }
        let begun = Instant::now();
        match self.load().await {
            Ok(ring) => {
                let ring = Arc::new(ring);
                self.keys.change(|read| read.keys = Some((begun, Arc::clone(&ring))));
                Ok(ring)
            }
            Err(error) => {
                let known = self.keys.change(|read| read.keys.as_ref().map(|(_, ring)| Arc::clone(ring)));
                let ring = known.ok_or(error)?;
                tracing::error!("the signing keys cannot be read; those known are used on");
                Ok(ring)
            }
        }
    }

    async fn load(&self) -> Result<Ring, AccountError> {
        let rows = desk::signing_key::all(&self.desk().await?).await?;
        let keys = rows.iter().map(Key::of).collect::<Result<_, _>>()?;
        let settings = &self.settings;
        Ok(Ring { issuer: settings.issuer.clone(), audience: settings.audience.clone(), keys })
    }

    /// Makes the first key, if there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn ensure_key(&self) -> Result<(), AccountError> {
        if self.load().await?.keys.is_empty() {
            let tx = self.begin_keys().await?;
            // Another process may have been faster.
            if desk::signing_key::all(&tx).await?.is_empty() {
                make(&tx, tx.now()).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn begin_keys(&self) -> Result<WriteTx, AccountError> {
        let permit = permit(&Actor::System, Action::ManageKeys, Whose::Own)?;
        let tx = WriteTx::begin(&self.store, permit, self.clock.now()).await?;
        desk::signing_key::queue(&tx).await?;
        Ok(tx)
    }
}

/// How a key is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The new one is published a day before it signs, so that everybody who keeps the keys has it by then.
    Announced,
    /// It signs at once. What the old ones signed holds to its end.
    AtOnce,
    /// It signs at once, and what the old ones signed is refused: they leaked.
    Revoking,
}

/// How long before it signs a key is announced, in milliseconds.
const ANNOUNCED: i64 = 24 * 60 * 60 * 1000;

/// Makes a new key, and retires the others when it signs and what they signed is over.
///
/// # Errors
/// The database's.
pub async fn rotate(access: &Access, rotation: Rotation) -> Result<signing_key::Model, AccountError> {
    let tx = access.begin_keys().await?;
    let now = tx.now();
    let lives = 2 * access.settings.access.max(token::LONGEST * 1000);
    let (not_before, retired) = match rotation {
        Rotation::Announced => (now.0 + ANNOUNCED, now.0 + ANNOUNCED + lives),
        Rotation::AtOnce => (now.0, now.0 + lives),
        Rotation::Revoking => (now.0, now.0),
    };
    desk::signing_key::retire(&tx, Timestamp(retired)).await?;
    let key = make(&tx, Timestamp(not_before)).await?;
    tx.commit().await?;
    access.keys.change(|read| read.keys = None);
    Ok(key)
}

async fn make(tx: &WriteTx, not_before: Timestamp) -> Result<signing_key::Model, AccountError> {
    let Pair { kid, private_key, public_key } = Pair::new().map_err(|_| crate::clock::NoChance)?;
    let row = signing_key::Model {
        kid: kid.clone(),
        algorithm: token::ALGORITHM.to_owned(),
        private_key,
        public_key,
        created_at: tx.now(),
        not_before,
        retired_at: None,
    };
    let new = signing_key::ActiveModel {
        kid: Set(row.kid.clone()),
        algorithm: Set(row.algorithm.clone()),
        private_key: Set(row.private_key.clone()),
        public_key: Set(row.public_key.clone()),
        created_at: Set(row.created_at),
        not_before: Set(row.not_before),
        retired_at: Set(None),
    };
    desk::signing_key::insert(tx, new).await?;
    tx.audit(Noun::SigningKey, None, Some(format!("CREATED: {kid}"))).await?;
    Ok(row)
}

/// All of them, in the order in which they sign.
///
/// # Errors
/// The database's.
pub async fn list(access: &Access) -> Result<Vec<signing_key::Model>, AccountError> {
    let permit = permit(&Actor::System, Action::ManageKeys, Whose::Own)?;
    let desk = Desk::open(&access.store, &permit).await?;
    Ok(desk::signing_key::all(&desk).await?)
}
