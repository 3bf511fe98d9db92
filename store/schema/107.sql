-- What a ride costs with a card, as its last rides tell.
ALTER TABLE cards ADD COLUMN learned_fare INTEGER;  -- NULL: they tell nothing
ALTER TABLE cards ADD COLUMN learned_since INTEGER; -- when the oldest of them was made
-- The declared fare class goes before that of the card's type, beside which it counted for nothing.
UPDATE links SET declared_fare = 'unknown' WHERE card_id IN (SELECT id FROM cards WHERE type <> '');
