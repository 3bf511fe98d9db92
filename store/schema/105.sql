-- A balance that is hardly the card's is in doubt: the one before it, of read_at, is believed until the doubt ends.

ALTER TABLE cards ADD COLUMN doubt_balance INTEGER; -- the balance in doubt, as it was read first
ALTER TABLE cards ADD COLUMN doubted_at INTEGER;    -- when that was; NULL: the balance is believed
ALTER TABLE cards ADD COLUMN doubt_read_at INTEGER; -- when the card was read last, and the doubt did not end
CREATE INDEX cards_doubted ON cards (doubted_at) WHERE doubted_at IS NOT NULL;

ALTER TABLE days ADD COLUMN charged INTEGER NOT NULL DEFAULT 0; -- lost besides, and too much to be rides: perhaps a pass
