package metrics

import (
	"os"
	"regexp"
	"testing"

	"github.com/goccy/go-yaml"
)

// The alert rules that are shipped name metrics that there are, each with what
// is the matter and what to do.
func TestAlertRules(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../docs/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string `yaml:"name"`
			Rules []struct {
				Alert       string            `yaml:"alert"`
				Expr        string            `yaml:"expr"`
				For         string            `yaml:"for"`
				Labels      map[string]string `yaml:"labels"`
				Annotations struct {
					Summary string `yaml:"summary"`
					Action  string `yaml:"action"`
				} `yaml:"annotations"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	if err := yaml.UnmarshalWithOptions(src, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	known, seen := exposed(t), map[string]bool{}
	for _, r := range file.Groups[0].Rules {
		if seen[r.Alert] || r.Expr == "" || r.Labels["severity"] == "" || r.Annotations.Summary == "" || r.Annotations.Action == "" {
			t.Errorf("%s lacks something, or is there twice", r.Alert)
		}
		seen[r.Alert] = true
		for _, text := range []string{r.Expr, r.Annotations.Summary, r.Annotations.Action} {
			for _, name := range named.FindAllString(text, -1) {
				if !known[name] {
					t.Errorf("%s names %s, which is no metric", r.Alert, name)
				}
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("%d rules", len(seen))
	}
}

var named = regexp.MustCompile(`\b(onaybot|process|go)_\w+`)

// exposed is every name under which a sample may be asked for.
func exposed(t *testing.T) map[string]bool {
	t.Helper()
	m := used()
	m.registry.MustRegister(state{fine().sources()})
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range families {
		names[f.GetName()] = true
		if len(f.GetMetric()) > 0 && f.GetMetric()[0].GetHistogram() != nil {
			for _, part := range []string{"_bucket", "_sum", "_count"} {
				names[f.GetName()+part] = true
			}
		}
	}
	return names
}
