package onayclient

// What the captures expect, in the words in which a walk writes it down.
var (
	Verdict      = verdict
	DescribeCard = describeCard
	CaptureAt    = captureAt
)
