-- Times are Unix milliseconds in UTC, money is tiyn.

CREATE TABLE chats (
    id         INTEGER PRIMARY KEY,             -- Telegram's chat id
    kind       TEXT    NOT NULL,                -- private, group, supergroup
    lang       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    blocked_at INTEGER                          -- the bot may not write since then
) STRICT;
CREATE INDEX chats_blocked ON chats (blocked_at) WHERE blocked_at IS NOT NULL;

CREATE TABLE cards (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- a slow reading may still name it once it is gone
    pan        TEXT    NOT NULL UNIQUE,
    type       TEXT    NOT NULL,                -- the cabinet's type code
    name       TEXT    NOT NULL,                -- the cabinet's name of the type
    balance    INTEGER NOT NULL,
    blocked    INTEGER NOT NULL,                -- on the stop list
    read_at    INTEGER NOT NULL,                -- when the figures above were read
    next_at    INTEGER,                         -- when to read next; NULL: nobody to tell
    rides_at   INTEGER,                         -- when rides were read last
    rides_from INTEGER                          -- the earliest moment that reading covers
) STRICT;
CREATE INDEX cards_next ON cards (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE links (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- stands in buttons, so it is never used again
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    card_id    INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,                -- what the passenger calls the card; may be empty
    position   INTEGER NOT NULL,
    threshold  INTEGER NOT NULL,                -- of the low-balance alert; 0: off
    low        INTEGER NOT NULL,                -- this chat knows the balance is below the threshold
    told_fare  TEXT    NOT NULL DEFAULT 'unknown', -- what the passenger says, where the cabinet tells no type
    created_at INTEGER NOT NULL,
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

-- What Telegram handed over. A row that is done keeps only its id, for two days.
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

-- What the chats are still to be told; a row goes once Telegram has taken it.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    link_id    INTEGER REFERENCES links (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    data       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id);
CREATE INDEX outbox_chat ON outbox (chat_id, id);
CREATE INDEX outbox_link ON outbox (link_id) WHERE link_id IS NOT NULL;

-- A question the bot has put to a person, until it is answered or expires.
CREATE TABLE dialogs (
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    user_id INTEGER NOT NULL,
    step    TEXT    NOT NULL,
    data    TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

-- Small facts that outlive a restart: the day's count of requests and the like.
CREATE TABLE facts (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
