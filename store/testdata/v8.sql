-- A database as version 8 of the schema left it. Frozen: never to be changed,
-- only joined by one such file for each later version.

CREATE TABLE chats (
    id         INTEGER PRIMARY KEY,             -- Telegram's chat id
    kind       TEXT    NOT NULL,                -- private, group, supergroup
    lang       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    blocked_at INTEGER                          -- the bot may not write since then
, told_down INTEGER NOT NULL DEFAULT 0, access INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX chats_blocked ON chats (blocked_at) WHERE blocked_at IS NOT NULL;
CREATE INDEX chats_left_out ON chats (access) WHERE access = 2;

CREATE TABLE cards (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    pan        TEXT    NOT NULL UNIQUE,
    type       TEXT    NOT NULL,                -- the cabinet's type code
    name       TEXT    NOT NULL,                -- the cabinet's name of the type
    balance    INTEGER NOT NULL,
    blocked    INTEGER NOT NULL,                -- on the stop list
    read_at    INTEGER NOT NULL,                -- when the figures above were read
    next_at    INTEGER,                         -- when to read next; NULL: nobody to tell
    rides_at   INTEGER,                         -- when rides were read last
    rides_from INTEGER                          -- the earliest moment that reading covers
, closed_at INTEGER, habit BLOB, slack INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX cards_next ON cards (next_at, slack) WHERE next_at IS NOT NULL;
CREATE INDEX cards_urgent ON cards (next_at + slack, next_at) WHERE next_at IS NOT NULL;

CREATE TABLE links (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- stands in buttons, so it is never used again
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    card_id    INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,                -- what the passenger calls the card; may be empty
    position   INTEGER NOT NULL,
    threshold  INTEGER NOT NULL,                -- of the low-balance alert; 0: off
    low        INTEGER NOT NULL,                -- this chat knows the balance is below the threshold
    told_fare  TEXT    NOT NULL DEFAULT 'unknown', -- what the passenger says, where the cabinet tells no type
    created_at INTEGER NOT NULL, wishes          INTEGER NOT NULL DEFAULT 10, threshold_rides INTEGER NOT NULL DEFAULT 0, no_ride_by      INTEGER NOT NULL DEFAULT 0, quiet_from      INTEGER NOT NULL DEFAULT 0, quiet_to        INTEGER NOT NULL DEFAULT 0, paused_until    INTEGER, rides_since     INTEGER, negative        INTEGER NOT NULL DEFAULT 0, stopped         INTEGER NOT NULL DEFAULT 0, low_at          INTEGER, topup_at        INTEGER, proved_at  INTEGER, let_in_by  INTEGER REFERENCES links (id) ON DELETE SET NULL, asks_until INTEGER,
    UNIQUE (chat_id, card_id)
) STRICT;

CREATE INDEX links_card ON links (card_id);

CREATE TABLE transactions (
    card_id INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    tx_id   TEXT    NOT NULL,                   -- the cabinet's own id of the row
    at      INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    route   TEXT    NOT NULL,
    vehicle TEXT    NOT NULL,
    amount  INTEGER NOT NULL,
    balance INTEGER,                            -- after it; NULL: the cabinet did not say
    PRIMARY KEY (card_id, tx_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX transactions_at ON transactions (card_id, at);

CREATE TABLE inbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of arrival; update ids may restart
    update_id   INTEGER NOT NULL UNIQUE,
    chat_id     INTEGER NOT NULL,
    body        BLOB,
    received_at INTEGER NOT NULL,
    done_at     INTEGER
) STRICT;

CREATE INDEX inbox_pending ON inbox (chat_id, seq) WHERE done_at IS NULL;

CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    link_id    INTEGER REFERENCES links (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    data       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0
, held INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX outbox_due ON outbox (due_at, id);

CREATE INDEX outbox_chat ON outbox (chat_id, id);

CREATE INDEX outbox_link ON outbox (link_id) WHERE link_id IS NOT NULL;

CREATE TABLE dialogs (
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    user_id INTEGER NOT NULL,
    step    TEXT    NOT NULL,
    data    TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX chats_told_down ON chats (id) WHERE told_down = 1;

CREATE TABLE duties (
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL,
    due_at  INTEGER NOT NULL,
    PRIMARY KEY (link_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX duties_due ON duties (due_at);

CREATE TABLE told (
    link_id    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    tx_id      TEXT    NOT NULL,
    message_id INTEGER NOT NULL,
    at         INTEGER NOT NULL,                -- when it was told
    data       TEXT    NOT NULL,                -- the events of the message
    PRIMARY KEY (link_id, tx_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX told_at ON told (at);

CREATE TABLE days (
    card_id INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,                   -- as 20261122
    spent   INTEGER NOT NULL,
    added   INTEGER NOT NULL, since INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (card_id, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_let_in ON links (let_in_by) WHERE let_in_by IS NOT NULL;

CREATE INDEX links_asks ON links (asks_until) WHERE asks_until IS NOT NULL;

CREATE TABLE invites (
    hash    BLOB    PRIMARY KEY,
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE, -- who invites
    until   INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX invites_link ON invites (link_id);

CREATE INDEX invites_until ON invites (until);

CREATE TABLE quotas (
    kind  TEXT    NOT NULL,
    key   TEXT    NOT NULL,                       -- of whom; a card stands here as a keyed hash
    n     INTEGER NOT NULL,
    until INTEGER NOT NULL,                       -- then the count begins anew
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX quotas_until ON quotas (until);

CREATE TABLE letters (
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE, -- the admin's
    message_id INTEGER NOT NULL,
    from_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE, -- the passenger's
    thread_id  INTEGER NOT NULL,                -- where it was written: a group's topic
    reply_to   INTEGER NOT NULL,                -- and the message
    at         INTEGER NOT NULL,                -- when the admin got it
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX letters_from ON letters (from_id);

CREATE INDEX letters_at ON letters (at);

CREATE TRIGGER links_heirs BEFORE DELETE ON links BEGIN
    UPDATE links SET let_in_by = OLD.let_in_by WHERE let_in_by = OLD.id;
END;

INSERT INTO chats VALUES (-1002, 'supergroup', 'ru', 1795317151456, 1795320751456, 0, 0);
INSERT INTO chats VALUES (101, 'private', 'kk', 1795317151456, NULL, 1, 0);
INSERT INTO cards VALUES (1, '9643741026000001013', '01.02.15', 'Школьная', 32050, 0, 1795317151456, 1795318051456, 1795317151456, 1794712351456, NULL, x'0102', 0);
INSERT INTO cards VALUES (2, '9643741026000002029', '', '', -8000, 1, 1795317151456, NULL, NULL, NULL, 1795320751456, NULL, 0);
INSERT INTO links VALUES (12, -1002, 2, '', 1, 0, 0, 'unknown', 1795317151456, 0, 5, 0, 0, 0, 1795403551456, NULL, 1, 1, NULL, 1795309951456, NULL, NULL, 1795576351456);
INSERT INTO links VALUES (11, 101, 1, 'Айша', 1, 50000, 1, 'unknown', 1795317151456, 55, 0, 510, 1320, 420, NULL, 1795230751456, 0, 0, 1795313551456, NULL, 1795317151456, 12, NULL);
INSERT INTO transactions VALUES (1, '7f39', 1795230751000, 'topup', '', '', 100000, NULL);
INSERT INTO transactions VALUES (1, '7f3a', 1795317151000, 'ride', '92', '524EY02', -6000, 32050);
INSERT INTO inbox VALUES (1, 9001, 101, NULL, 1795317151456, 1795317151500);
INSERT INTO inbox VALUES (2, 9002, 101, CAST('{"update_id":9002}' AS BLOB), 1795317151456, NULL);
INSERT INTO outbox VALUES (21, 101, 11, 'low', '{"balance":32050}', 1795317151456, 1795317152456, 3, 0);
INSERT INTO dialogs VALUES (101, 5, 'name', '{"link":11}', 1795320751456);
INSERT INTO facts VALUES ('cabinet.down_since', '2026-11-22T03:30:00Z');
INSERT INTO duties VALUES (11, 'no_ride', 1795320751456);
INSERT INTO told VALUES (11, '7f3a', 77, 1795317151456, '[{"link":11,"kind":"rides","data":{"ids":["7f3a"]}}]');
INSERT INTO days VALUES (1, 20261122, 12000, 100000, 20261120);
INSERT INTO invites VALUES (x'0102', 11, 1795403551456, NULL);
INSERT INTO quotas VALUES ('cards', '5', 3, 1795403551456);
INSERT INTO letters VALUES (101, 77, -1002, 3, 9, 1795317151456);

PRAGMA user_version = 8;
