-- What the list of those the bot is for says of a chat, as of the last start.
ALTER TABLE chats ADD COLUMN access INTEGER NOT NULL DEFAULT 0; -- 0: nothing; 1: it is for it; 2: not any more, so blocked_at stands
CREATE INDEX chats_left_out ON chats (access) WHERE access = 2;
