package main

// doctorCmd stands here until the doctor that observes the client's exchanges is merged.
type doctorCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The configuration; see config.example.yaml."`
	Card   string `placeholder:"PAN" help:"A card of your own to read, 19 digits or the last 8."`
	Save   string `type:"path" placeholder:"DIR" help:"Keep the exchanges with the cabinet there."`
}

// Run does nothing.
func (d *doctorCmd) Run(process) error { return nil }
