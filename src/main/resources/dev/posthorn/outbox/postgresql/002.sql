-- Version 2: until when a limit of the day holds an account, for people who look. What holds the
-- account is the usage itself, which each worker compares with its own limits.
ALTER TABLE posthorn_account ADD COLUMN limit_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE posthorn_account ADD COLUMN limit_why TEXT NOT NULL DEFAULT '';
