-- The outbox's ledger, version 1. Times are milliseconds since 1970, UTC.

-- One row a message; dev.posthorn.outbox.EntryState draws what becomes of it.
CREATE TABLE posthorn_entry (
  seq            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id             TEXT COLLATE "C" NOT NULL UNIQUE, -- the value of the message's X-Posthorn-Id
  account        TEXT NOT NULL,
  state          TEXT NOT NULL,
  holder         TEXT,                     -- the run of a worker that has it in hand, or had
  way            TEXT,                     -- chosen at the first attempt
  handle         TEXT,                     -- what a delivery under way is asked by: a secret
  idem_key       TEXT UNIQUE,
  digest         TEXT NOT NULL,            -- SHA-256 of account, content and envelope, as given
  start_at       BIGINT NOT NULL,              -- when it is to go
  due_at         BIGINT NOT NULL,              -- when it is tried next
  expires_at     BIGINT,
  urgency        INTEGER NOT NULL,         -- 0 goes first, 2 last
  via            TEXT NOT NULL,            -- the way that was asked for
  conversation   TEXT NOT NULL,            -- whose messages go in order
  blocked        INTEGER NOT NULL,         -- 1: one before it in its conversation has not ended
  gmail_thread   TEXT,
  subject        TEXT NOT NULL,
  recipients     TEXT NOT NULL,            -- the envelope, an address a line
  recipient_count INTEGER NOT NULL,
  size           BIGINT NOT NULL,
  accepted_at    BIGINT NOT NULL,
  changed_at     BIGINT NOT NULL,
  attempts       INTEGER NOT NULL,
  why            TEXT NOT NULL,
  remedy         TEXT NOT NULL,
  receipt_id     TEXT,
  receipt_thread TEXT,
  receipt_via    TEXT
);
CREATE INDEX posthorn_entry_due ON posthorn_entry (account, urgency, due_at, seq)
  WHERE state IN ('accepted', 'waiting') AND blocked = 0;
CREATE INDEX posthorn_entry_asked ON posthorn_entry (account, due_at)
  WHERE state = 'waiting' AND handle IS NOT NULL;
CREATE INDEX posthorn_entry_expiry ON posthorn_entry (account, expires_at)
  WHERE state IN ('accepted', 'waiting') AND handle IS NULL AND expires_at IS NOT NULL;
CREATE INDEX posthorn_entry_live ON posthorn_entry (account, conversation, start_at, seq)
  WHERE state IN ('accepted', 'opening', 'uploading', 'waiting');
CREATE INDEX posthorn_entry_opening ON posthorn_entry (account) WHERE state = 'opening';
CREATE INDEX posthorn_entry_uploading ON posthorn_entry (account) WHERE state = 'uploading';
CREATE INDEX posthorn_entry_unknown ON posthorn_entry (account) WHERE state = 'unknown';
CREATE INDEX posthorn_entry_ended ON posthorn_entry (changed_at)
  WHERE state IN ('sent', 'refused', 'cancelled');

-- The bytes of a message (RFC 5322, CRLF), in pieces of 256 KiB, until it is sent.
CREATE TABLE posthorn_part (
  entry          BIGINT NOT NULL,
  part           INTEGER NOT NULL,
  bytes          BYTEA NOT NULL,
  PRIMARY KEY (entry, part)
);

CREATE TABLE posthorn_account (
  email          TEXT PRIMARY KEY,
  holder         TEXT,                     -- the run that works on it
  paused_by      TEXT,
  paused_why     TEXT,
  paused_remedy  TEXT,
  held_until     BIGINT NOT NULL DEFAULT 0,
  held_for       TEXT NOT NULL DEFAULT '',
  wakes          BIGINT NOT NULL DEFAULT 0, -- how often somebody called for it
  failures       INTEGER NOT NULL DEFAULT 0,
  pace           INTEGER                   -- units a minute after a limit was hit; NULL: all allowed
);

-- What was used up, a row an attempt, for a day: the truth that the pace is kept by.
CREATE TABLE posthorn_usage (
  entry          BIGINT NOT NULL,
  attempt        INTEGER NOT NULL,
  account        TEXT NOT NULL,
  used_at        BIGINT NOT NULL,
  units          INTEGER NOT NULL,
  messages       INTEGER NOT NULL,         -- 0 once it is known that it was not sent
  recipients     INTEGER NOT NULL,
  PRIMARY KEY (entry, attempt)
);
CREATE INDEX posthorn_usage_account ON posthorn_usage
  (account, used_at, units, messages, recipients);
CREATE INDEX posthorn_usage_time ON posthorn_usage (used_at, units);

-- db-scheduler's table: an execution an account, with its lease. Its columns are db-scheduler's.
CREATE TABLE posthorn_task (
  task_name            TEXT NOT NULL,
  task_instance        TEXT NOT NULL,
  task_data            BYTEA,
  execution_time       TIMESTAMP WITH TIME ZONE NOT NULL,
  picked               BOOLEAN NOT NULL,
  picked_by            TEXT,
  last_success         TIMESTAMP WITH TIME ZONE,
  last_failure         TIMESTAMP WITH TIME ZONE,
  consecutive_failures INT,
  last_heartbeat       TIMESTAMP WITH TIME ZONE,
  version              BIGINT NOT NULL,
  priority             SMALLINT,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX posthorn_task_execution_time ON posthorn_task (execution_time);
CREATE INDEX posthorn_task_last_heartbeat ON posthorn_task (last_heartbeat);
