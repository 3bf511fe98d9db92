-- A chat where the bot has no right to write is suspended too: what it is to be told waits.
ALTER TABLE chats ADD COLUMN muted_at INTEGER;  -- since when Telegram has refused; NULL: it takes what is written
ALTER TABLE chats ADD COLUMN retry_at INTEGER;  -- when a muted chat is tried again; NULL: not by the clock
CREATE INDEX chats_muted ON chats (muted_at) WHERE muted_at IS NOT NULL;

-- The message that made the bot ask: what answers the question came after it.
ALTER TABLE dialogs ADD COLUMN asked_by INTEGER NOT NULL DEFAULT 0;
