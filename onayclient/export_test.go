package onayclient

import (
	"context"
	"time"
)

// EstimatedWait is how long a request of ctx would stand in the queue if it came now.
func (c *Client) EstimatedWait(ctx context.Context) time.Duration { return c.gate.Estimate(ctx) }

// What the captures expect, in the words in which a walk writes it down.
var (
	Verdict      = verdict
	DescribeCard = describeCard
	CaptureAt    = captureAt
)
