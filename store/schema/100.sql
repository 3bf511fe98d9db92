-- Times are Unix milliseconds in UTC, money is tiyn, times of day are minutes since midnight.

PRAGMA application_id = 1330528601; -- "ONAY"

CREATE TABLE chats (
    id           INTEGER PRIMARY KEY,           -- Telegram's chat id
    kind         TEXT    NOT NULL,              -- private, group, supergroup
    lang         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    blocked_at   INTEGER,                       -- since when the bot may not write; NULL: it may
    suspended    INTEGER NOT NULL DEFAULT 0,    -- blocked because access.allow does not name the chat any more
    outage_known INTEGER NOT NULL DEFAULT 0     -- the chat knows that the cabinet has been down for long
) STRICT;
CREATE INDEX chats_blocked ON chats (blocked_at) WHERE blocked_at IS NOT NULL;
CREATE INDEX chats_outage_known ON chats (id) WHERE outage_known = 1;

CREATE TABLE cards (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- a slow reading may still name it once it is gone
    pan          TEXT    NOT NULL UNIQUE,
    type         TEXT    NOT NULL,              -- the cabinet's type code
    balance      INTEGER NOT NULL,
    blocked      INTEGER NOT NULL,              -- on the stop list
    read_at      INTEGER NOT NULL,              -- when the figures above were read
    next_at      INTEGER,                       -- when the card is due to be read; NULL: nobody can be told
    may_wait     INTEGER NOT NULL DEFAULT 0,    -- milliseconds that it may be due; the card that may wait least goes first
    rides_at     INTEGER,                       -- when its transactions were read last
    rides_from   INTEGER,                       -- from this moment up to rides_at they are known without a gap
    closed_at    INTEGER,                       -- since when its rides are shown to nobody
    policy_notes BLOB                           -- what the policy wrote down of when the card is used
) STRICT;
CREATE INDEX cards_next ON cards (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX cards_urgent ON cards (next_at + may_wait, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX cards_read ON cards (read_at); -- by which a clock that was wrong is noticed

CREATE TABLE links (
    id              INTEGER PRIMARY KEY AUTOINCREMENT, -- stands in buttons, so it is never used again
    chat_id         INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    card_id         INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,           -- what the passenger calls the card; may be empty
    position        INTEGER NOT NULL,           -- in the chat's list
    created_at      INTEGER NOT NULL,
    city            TEXT    NOT NULL DEFAULT '',        -- whose fares count, as the passenger says; not used yet
    declared_fare   TEXT    NOT NULL DEFAULT 'unknown', -- the fare class, as the passenger says

    subscriptions   INTEGER NOT NULL DEFAULT 10, -- bits, see Subscriptions; negative and blocked at first
    threshold       INTEGER NOT NULL,           -- below it a balance is low; 0: off
    threshold_rides INTEGER NOT NULL DEFAULT 0, -- the threshold in rides; 0: it is in money
    no_ride_by      INTEGER NOT NULL DEFAULT 0, -- time of day
    no_ride_by_2    INTEGER,                    -- a second one; not used yet
    quiet_from      INTEGER NOT NULL DEFAULT 0, -- time of day; equal to quiet_to: never quiet
    quiet_to        INTEGER NOT NULL DEFAULT 0,
    snoozed_until   INTEGER,                    -- nothing is pushed until then
    rides_since     INTEGER,                    -- earlier rides are not pushed; NULL: none are

    low             INTEGER NOT NULL,           -- the chat knows that the balance is below the threshold
    negative        INTEGER NOT NULL DEFAULT 0, -- the chat knows that the balance is below zero
    stopped         INTEGER NOT NULL DEFAULT 0, -- the chat knows that the card is blocked
    low_at          INTEGER,                    -- when the chat was last told that money is short
    topup_at        INTEGER,                    -- top-ups until then were seen in the balance

    proved_at       INTEGER,                    -- since when the chat has proof; NULL: it has none
    approved_by     INTEGER REFERENCES links (id) ON DELETE SET NULL, -- whose yes gave it proof
    approval_until  INTEGER,                    -- its answer was right, and it waits for approval until then
    dropped_at      INTEGER,                    -- when its proof was taken away
    UNIQUE (chat_id, card_id)
) STRICT;
CREATE INDEX links_card ON links (card_id);
CREATE INDEX links_approved_by ON links (approved_by) WHERE approved_by IS NOT NULL;
CREATE INDEX links_approval ON links (approval_until) WHERE approval_until IS NOT NULL;

-- Those whom a chat has approved answer, once it is gone, to whoever approved it.
CREATE TRIGGER links_heirs BEFORE DELETE ON links BEGIN
    UPDATE links SET approved_by = OLD.approved_by WHERE approved_by = OLD.id;
END;

-- Rows of the cabinet's history. Their own id is what events and notified name, and is never used again.
CREATE TABLE transactions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    card_id    INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    cabinet_id TEXT    NOT NULL,                -- what the cabinet calls the row, a hint of which it is
    at         INTEGER NOT NULL,
    kind       TEXT    NOT NULL,                -- the cabinet's word
    route      TEXT    NOT NULL,
    vehicle    TEXT    NOT NULL,
    amount     INTEGER NOT NULL,                -- signed
    balance    INTEGER                          -- after it; NULL: the cabinet did not say
) STRICT;
CREATE INDEX transactions_at ON transactions (card_id, at);
CREATE INDEX transactions_cabinet_id ON transactions (card_id, cabinet_id);

-- What a card's balance lost and gained between readings, by the day of the later one.
CREATE TABLE days (
    card_id INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,                   -- counted from 1 January 1970
    since   INTEGER NOT NULL DEFAULT 0,         -- the first of several days; 0: it was one
    spent   INTEGER NOT NULL,
    added   INTEGER NOT NULL,
    PRIMARY KEY (card_id, day)
) STRICT, WITHOUT ROWID;

-- What Telegram handed over. A row that is done keeps only its id, for two days.
CREATE TABLE inbox (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of arrival; update ids may restart
    update_id   INTEGER NOT NULL UNIQUE,
    chat_id     INTEGER NOT NULL,
    body        BLOB,
    alike       TEXT    NOT NULL DEFAULT '',    -- the same for updates that ask for the same; empty: it may change something
    received_at INTEGER NOT NULL,
    done_at     INTEGER
) STRICT;
CREATE INDEX inbox_pending ON inbox (chat_id, seq) WHERE done_at IS NULL;
CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;

-- What the chats are still to be told. A row goes once Telegram has taken it.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    link_id    INTEGER REFERENCES links (id) ON DELETE CASCADE,
    from_id    INTEGER REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE, -- the chat whose words it carries
    kind       TEXT    NOT NULL,
    data       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    tries      INTEGER NOT NULL DEFAULT 0,
    held       INTEGER NOT NULL DEFAULT 0       -- waits for the end of quiet hours, to be told with the others
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at, id);
CREATE INDEX outbox_chat ON outbox (chat_id, id);
CREATE INDEX outbox_link ON outbox (link_id) WHERE link_id IS NOT NULL;
CREATE INDEX outbox_from ON outbox (from_id) WHERE from_id IS NOT NULL;

-- The message each ride was pushed in, for as long as an amendment may change it.
CREATE TABLE notified (
    link_id        INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    transaction_id INTEGER NOT NULL,            -- which may be gone by now
    message_id     INTEGER NOT NULL,
    at             INTEGER NOT NULL,            -- when it was sent
    data           TEXT    NOT NULL,            -- the events of the message
    PRIMARY KEY (link_id, transaction_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notified_at ON notified (at);

-- Which of an admin's messages holds a passenger's feedback, so that a reply finds its way. The words are not here.
CREATE TABLE feedback (
    chat_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE, -- the admin's
    message_id INTEGER NOT NULL,
    from_id    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE, -- the passenger's
    thread_id  INTEGER NOT NULL,                -- where it was written: a group's topic
    reply_to   INTEGER NOT NULL,                -- and the message
    at         INTEGER NOT NULL,                -- when the admin got it
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_from ON feedback (from_id);
CREATE INDEX feedback_at ON feedback (at);

-- What a link is told by the clock, and when next.
CREATE TABLE checks (
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL,
    due_at  INTEGER NOT NULL,
    PRIMARY KEY (link_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX checks_due ON checks (due_at);

-- A question the bot has put to a person, until it is answered or expires.
CREATE TABLE dialogs (
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE ON UPDATE CASCADE,
    user_id INTEGER NOT NULL,
    step    TEXT    NOT NULL,
    data    TEXT    NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) STRICT, WITHOUT ROWID;

-- One-time links. What stands in a link is kept as its hash alone.
CREATE TABLE invites (
    hash    BLOB    PRIMARY KEY,
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE, -- who invites
    until   INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invites_link ON invites (link_id);
CREATE INDEX invites_until ON invites (until);

-- What is counted for a while: new cards, new followers, wrong answers. It stays when a card is unlinked.
CREATE TABLE quotas (
    kind  TEXT    NOT NULL,
    key   TEXT    NOT NULL,                     -- of whom; cards and people stand here as keyed hashes
    n     INTEGER NOT NULL,
    until INTEGER NOT NULL,                     -- then the count begins anew
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotas_until ON quotas (until);

-- Chats that were forgotten, so that a backup put in the place of this database forgets them too.
CREATE TABLE tombstones (
    hash BLOB    PRIMARY KEY,                   -- a slow keyed hash of the chat id
    at   INTEGER NOT NULL                       -- when it was forgotten
) STRICT, WITHOUT ROWID;

-- Small facts that outlive a restart: the day's count of requests and the like.
CREATE TABLE facts (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
