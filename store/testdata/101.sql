-- A day of two chats, as version 101 of the schema wrote it.

PRAGMA application_id = 1330528601;

CREATE TABLE chats (
    id           INTEGER PRIMARY KEY,
    kind         TEXT    NOT NULL,
    lang         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    blocked_at   INTEGER,
    suspended    INTEGER NOT NULL DEFAULT 0,
    outage_known INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX chats_blocked ON chats (blocked_at) WHERE blocked_at IS NOT NULL;
CREATE INDEX chats_outage_known ON chats (id) WHERE outage_known = 1;

CREATE TABLE cards (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    pan          TEXT    NOT NULL UNIQUE,
    type         TEXT    NOT NULL,
    balance      INTEGER NOT NULL,
    blocked      INTEGER NOT NULL,
    read_at      INTEGER NOT NULL,
    next_at      INTEGER,
    may_wait     INTEGER NOT NULL DEFAULT 0,
    rides_at     INTEGER,
    rides_from   INTEGER,
    closed_at    INTEGER,
    policy_notes BLOB
) STRICT;
CREATE INDEX cards_next ON cards (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX cards_urgent ON cards (next_at + may_wait, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX cards_read ON cards (read_at);

CREATE TABLE links (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id         INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    card_id         INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    position        INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    city            TEXT    NOT NULL DEFAULT '',
    declared_fare   TEXT    NOT NULL DEFAULT 'unknown',

    subscriptions   INTEGER NOT NULL DEFAULT 10,
    threshold       INTEGER NOT NULL,
    threshold_rides INTEGER NOT NULL DEFAULT 0,
    no_ride_by      INTEGER NOT NULL DEFAULT 0,
    no_ride_by_2    INTEGER,
    quiet_from      INTEGER NOT NULL DEFAULT 0,
    quiet_to        INTEGER NOT NULL DEFAULT 0,
    snoozed_until   INTEGER,
    rides_since     INTEGER,

    low             INTEGER NOT NULL,
    negative        INTEGER NOT NULL DEFAULT 0,
    stopped         INTEGER NOT NULL DEFAULT 0,
    low_at          INTEGER,
    topup_at        INTEGER,

    proved_at       INTEGER,
    approved_by     INTEGER REFERENCES links (id) ON DELETE SET NULL,
    approval_until  INTEGER,
    dropped_at      INTEGER,
    UNIQUE (chat_id, card_id)
) STRICT;
CREATE INDEX links_card ON links (card_id);
CREATE INDEX links_approved_by ON links (approved_by) WHERE approved_by IS NOT NULL;
CREATE INDEX links_approval ON links (approval_until) WHERE approval_until IS NOT NULL;

CREATE TRIGGER links_heirs BEFORE DELETE ON links BEGIN
    UPDATE links SET approved_by = OLD.approved_by WHERE approved_by = OLD.id;
END;

CREATE TABLE transactions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    card_id    INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    cabinet_id TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    route      TEXT    NOT NULL,
    vehicle    TEXT    NOT NULL,
    amount     INTEGER NOT NULL,
    balance    INTEGER
) STRICT;
CREATE INDEX transactions_at ON transactions (card_id, at);
CREATE INDEX transactions_cabinet_id ON transactions (card_id, cabinet_id);

CREATE TABLE days (
    card_id INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,
    since   INTEGER NOT NULL DEFAULT 0,
    spent   INTEGER NOT NULL,
    added   INTEGER NOT NULL,
    PRIMARY KEY (card_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id   INTEGER NOT NULL UNIQUE,
    chat_id     INTEGER NOT NULL,
    body        BLOB,
    alike       TEXT    NOT NULL DEFAULT '',    -- the same for updates that ask for the same; empty: it may change something
    received_at INTEGER NOT NULL,
    done_at     INTEGER
) STRICT;
CREATE INDEX inbox_pending ON inbox (chat_id, seq) WHERE done_at IS NULL;
CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    link_id    INTEGER REFERENCES links (id) ON DELETE CASCADE,
    from_id    INTEGER REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    kind       TEXT    NOT NULL,
    data       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    held       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id);
CREATE INDEX outbox_chat ON outbox (chat_id, id);
CREATE INDEX outbox_link ON outbox (link_id) WHERE link_id IS NOT NULL;
CREATE INDEX outbox_from ON outbox (from_id) WHERE from_id IS NOT NULL;

CREATE TABLE notified (
    link_id        INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    transaction_id INTEGER NOT NULL,
    message_id     INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    data           TEXT    NOT NULL,
    PRIMARY KEY (link_id, transaction_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notified_at ON notified (at);

CREATE TABLE feedback (
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    message_id INTEGER NOT NULL,
    from_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    thread_id  INTEGER NOT NULL,
    reply_to   INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_from ON feedback (from_id);
CREATE INDEX feedback_at ON feedback (at);

CREATE TABLE checks (
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL,
    due_at  INTEGER NOT NULL,
    PRIMARY KEY (link_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX checks_due ON checks (due_at);

CREATE TABLE dialogs (
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    user_id INTEGER NOT NULL,
    step    TEXT    NOT NULL,
    data    TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (
    hash    BLOB    PRIMARY KEY,
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    until   INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invites_link ON invites (link_id);
CREATE INDEX invites_until ON invites (until);

CREATE TABLE quotas (
    kind  TEXT    NOT NULL,
    key   TEXT    NOT NULL,
    n     INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotas_until ON quotas (until);

CREATE TABLE tombstones (
    hash BLOB    PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO chats VALUES (-1002, 'supergroup', 'ru', 1795317151456, 1795320751456, 1, 0);
INSERT INTO chats VALUES (101, 'private', 'kk', 1795317151456, NULL, 0, 1);
INSERT INTO cards VALUES (1, '9643741026000001013', '01.02.15', 32050, 0, 1795317151456, 1795318051456, 420000, 1795317151456, 1794712351456, NULL, x'0102');
INSERT INTO cards VALUES (2, '9643741026000002029', '', -8000, 1, 1795317151456, NULL, 0, NULL, NULL, 1795320751456, NULL);
INSERT INTO links VALUES (12, -1002, 2, '', 1, 1795317151456, 'Алматы', 'half', 0, 0, 5, 0, 1020, 0, 0, 1795403551456, NULL, 0, 1, 1, NULL, 1795309951456, NULL, NULL, 1795576351456, NULL);
INSERT INTO links VALUES (11, 101, 1, 'Айша', 1, 1795317151456, '', 'unknown', 55, 50000, 0, 510, NULL, 1320, 420, NULL, 1795230751456, 1, 0, 0, 1795313551456, NULL, 1795317151456, 12, NULL, 1795230751456);
INSERT INTO transactions VALUES (7, 1, '7f39', 1795230751000, 'topup', '', '', 100000, NULL);
INSERT INTO transactions VALUES (8, 1, '7f3a', 1795317151000, 'ride', '92', '524EY02', -6000, 32050);
INSERT INTO days VALUES (1, 20779, 20777, 12000, 100000);
INSERT INTO inbox VALUES (1, 9001, 101, NULL, '', 1795317151456, 1795317151500);
INSERT INTO inbox VALUES (2, 9002, 101, CAST('{"update_id":9002}' AS BLOB), '', 1795317151456, NULL);
INSERT INTO outbox VALUES (21, 101, 11, -1002, 'low', '{"balance":32050}', 1795317151456, 1795317152456, 3, 1);
INSERT INTO notified VALUES (11, 8, 77, 1795317151456, '[{"link":11,"kind":"rides","data":{"ids":[8]}}]');
INSERT INTO feedback VALUES (101, 77, -1002, 3, 9, 1795317151456);
INSERT INTO checks VALUES (11, 'no_ride', 1795320751456);
INSERT INTO dialogs VALUES (101, 5, 'name', '{"link":11}', 1795320751456);
INSERT INTO invites VALUES (x'0102', 11, 1795403551456, NULL);
INSERT INTO quotas VALUES ('cards', '5', 3, 1795403551456);
INSERT INTO tombstones VALUES (x'0102', 1795317151456);
INSERT INTO facts VALUES ('cabinet.down_since', '2026-11-22T03:30:00Z');
ALTER TABLE cards ADD COLUMN failed_at INTEGER;
ALTER TABLE cards ADD COLUMN untold_since INTEGER;
ALTER TABLE cards ADD COLUMN week_at INTEGER;
CREATE INDEX cards_failed ON cards (failed_at) WHERE failed_at IS NOT NULL;
ALTER TABLE links ADD COLUMN gone_since INTEGER;
UPDATE cards SET failed_at = 1795318051456, untold_since = 1795317151456 WHERE id = 2;
UPDATE cards SET week_at = 1795317151456 WHERE id = 1;
UPDATE links SET gone_since = 1795317151456 WHERE id = 12;
PRAGMA user_version = 101;
