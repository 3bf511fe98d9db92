-- A rough pattern of when a card is used, by which its next reading is chosen; NULL: none yet.
ALTER TABLE cards ADD COLUMN habit BLOB;
