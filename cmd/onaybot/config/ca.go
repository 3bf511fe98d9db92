package config

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
)

// readCA adds the authorities of the operator's file to the machine's.
func (c *Config) readCA() error {
	if c.Cabinet.CAFile == "" {
		return nil
	}
	src, err := readAll(c.Cabinet.CAFile)
	if err != nil {
		return c.Fault("cabinet.ca_file", caProblem(err))
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without authorities has those of the file alone
	}
	if problem := addCertificates(roots, src); problem != "" {
		return c.Fault("cabinet.ca_file", problem)
	}
	c.Cabinet.Roots = roots
	return nil
}

func caProblem(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "names no file: give the path of a PEM file, or empty it to trust the machine's authorities alone"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read by this user: change the file's owner or mode"
	default:
		return "cannot be read: give the path of a PEM file"
	}
}

// addCertificates takes all certificates of a PEM file over, or says what is wrong with it.
func addCertificates(roots *x509.CertPool, src []byte) (problem string) {
	const howTo = ": give a PEM file, which holds -----BEGIN CERTIFICATE----- (openssl x509 -in FILE -out FILE.pem makes one)"
	found := false
	for {
		var block *pem.Block
		block, src = pem.Decode(src)
		switch {
		case block == nil && !found:
			return "holds no certificate" + howTo
		case block == nil:
			return ""
		case block.Type != "CERTIFICATE":
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return "holds a certificate that is damaged" + howTo
		}
		roots.AddCert(cert)
		found = true
	}
}
