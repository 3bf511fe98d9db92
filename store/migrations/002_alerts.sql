-- What a chat wants to be told of a card, and what it knows already.
ALTER TABLE links ADD COLUMN wishes          INTEGER NOT NULL DEFAULT 10; -- bits, see Wishes; negative and blocked at first
ALTER TABLE links ADD COLUMN threshold_rides INTEGER NOT NULL DEFAULT 0;  -- the threshold in rides; 0: in money
ALTER TABLE links ADD COLUMN no_ride_by      INTEGER NOT NULL DEFAULT 0;  -- minutes of the day
ALTER TABLE links ADD COLUMN quiet_from      INTEGER NOT NULL DEFAULT 0;  -- minutes of the day; equal to the next: never quiet
ALTER TABLE links ADD COLUMN quiet_to        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE links ADD COLUMN paused_until    INTEGER;                     -- told nothing until then
ALTER TABLE links ADD COLUMN rides_since     INTEGER;                     -- earlier rides are told to nobody; NULL: not wanted
ALTER TABLE links ADD COLUMN negative        INTEGER NOT NULL DEFAULT 0;  -- this chat knows the balance is below zero
ALTER TABLE links ADD COLUMN stopped         INTEGER NOT NULL DEFAULT 0;  -- this chat knows the card is blocked
ALTER TABLE links ADD COLUMN low_at          INTEGER;                     -- when it was last told that money is short
ALTER TABLE links ADD COLUMN topup_at        INTEGER;                     -- top-ups until then were seen in the balance

UPDATE links SET negative = (SELECT balance < 0 FROM cards WHERE cards.id = card_id),
                 stopped  = (SELECT blocked     FROM cards WHERE cards.id = card_id);

ALTER TABLE chats ADD COLUMN told_down INTEGER NOT NULL DEFAULT 0; -- knows that the cabinet has been down for long
CREATE INDEX chats_told_down ON chats (id) WHERE told_down = 1;

ALTER TABLE outbox ADD COLUMN held INTEGER NOT NULL DEFAULT 0; -- waits for the end of quiet hours, to be told with the others

-- What is to be looked at by the clock, and when next.
CREATE TABLE duties (
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL,
    due_at  INTEGER NOT NULL,
    PRIMARY KEY (link_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX duties_due ON duties (due_at);

-- The message each ride was told in, for as long as an amendment may change it.
CREATE TABLE told (
    link_id    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    tx_id      TEXT    NOT NULL,
    message_id INTEGER NOT NULL,
    at         INTEGER NOT NULL,                -- when it was told
    data       TEXT    NOT NULL,                -- the events of the message
    PRIMARY KEY (link_id, tx_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_at ON told (at);

-- What a card's balance lost and gained between readings, by the day of the later one.
CREATE TABLE days (
    card_id INTEGER NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,                   -- as 20261122
    spent   INTEGER NOT NULL,
    added   INTEGER NOT NULL,
    PRIMARY KEY (card_id, day)
) STRICT, WITHOUT ROWID;
