package onayclient

import (
	"context"
	"time"
)

// EstimatedWait is how long a request of ctx would stand in the queue if it came now.
func (c *Client) EstimatedWait(ctx context.Context) time.Duration { return c.gate.Estimate(ctx) }
