-- Who may do something, and how they show who they are. Secrets are never here in clear: of passwords and tokens there
-- are hashes. The one exception are the keys that sign, so the database itself is as secret as they are.

-- Never deleted: an id means one person for ever, in tokens and in the audit.
CREATE TABLE user_account (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  -- What one signs in with, normalised. Accounts of another issuer may have none.
  email TEXT UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  -- Argon2id, in the PHC form, which tells its cost.
  password_hash TEXT,
  -- The account at another issuer, in the words of its tokens.
  issuer TEXT,
  subject TEXT,
  disabled_at BIGINT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  UNIQUE (issuer, subject)
);

-- One for each time that somebody signed in, until it is over.
CREATE TABLE session (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  -- Whether its refresh token lives in a browser's cookie.
  in_cookie BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  reason TEXT
);
CREATE INDEX session_account ON session (user_id);

-- The chain of a session: each token is used once, and brings the next.
CREATE TABLE refresh_token (
  -- SHA-256, in hexadecimal digits, here and below.
  hash TEXT PRIMARY KEY,
  session_id BIGINT NOT NULL REFERENCES session (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  -- With the token itself it makes its successor, so that a repeated request gets the same. Gone when that is over.
  salt TEXT
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);
CREATE INDEX refresh_token_expires ON refresh_token (expires_at);

-- What lets somebody in who has no password yet, or none any more.
CREATE TABLE one_time_link (
  hash TEXT PRIMARY KEY,
  user_id BIGINT NOT NULL REFERENCES user_account (id),
  purpose TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX one_time_link_user ON one_time_link (user_id);

-- Tools. Never deleted, as accounts are not.
CREATE TABLE api_key (
  id {id},
  uid {uuid} NOT NULL UNIQUE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  -- Separated by commas.
  scopes TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT,
  revoked_by TEXT,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL
);

-- The keys that sign access tokens.
CREATE TABLE signing_key (
  kid TEXT PRIMARY KEY,
  algorithm TEXT NOT NULL,
  -- PKCS#8, in base64.
  private_key TEXT NOT NULL,
  -- The 32 bytes, in base64url.
  public_key TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- It signs from then on, until a newer one does.
  not_before BIGINT NOT NULL,
  -- What it signed is refused from then on.
  retired_at BIGINT
);

-- Attempts to sign in, shared by all instances. The keys are hashes: people mistype passwords into other fields.
CREATE TABLE login_counter (
  key TEXT PRIMARY KEY,
  since BIGINT NOT NULL,
  attempts BIGINT NOT NULL
);
CREATE INDEX login_counter_since ON login_counter (since);
