-- What a transaction was, is told by the cabinet's word and the sign of the amount together.
ALTER TABLE transactions ADD COLUMN word TEXT NOT NULL DEFAULT ''; -- the cabinet's own for the kind, where that is another
UPDATE transactions SET word = kind;
UPDATE transactions SET kind = CASE
    WHEN word = 'ride' AND amount <= 0 THEN 'ride'
    WHEN word = 'topup' THEN iif(amount < 0, 'reversal', 'topup')
    WHEN amount > 0 AND word IN ('ride', 'refund', 'return') THEN 'refund'
    WHEN amount < 0 THEN 'charge'
    ELSE 'credit' END;
UPDATE transactions SET word = '' WHERE word = kind;
