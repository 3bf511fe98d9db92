-- What is known of a card that was not read, and the reading of its last week.

ALTER TABLE cards ADD COLUMN failed_at INTEGER;    -- when a poll failed, if none has succeeded since
ALTER TABLE cards ADD COLUMN untold_since INTEGER; -- since when the cabinet answers, and tells nothing of the card
ALTER TABLE cards ADD COLUMN week_at INTEGER;      -- when the transactions of seven days were read at once last
CREATE INDEX cards_failed ON cards (failed_at) WHERE failed_at IS NOT NULL; -- by which a clock that was wrong is noticed

ALTER TABLE links ADD COLUMN gone_since INTEGER;   -- the untold_since of which the chat was told
