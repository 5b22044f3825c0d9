-- Access that an automatic flow gave without anybody asking; lists leave it out unless they are told to show it.
ALTER TABLE requests ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
