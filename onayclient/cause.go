package onayclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"
)

// What can go wrong between here and the cabinet. They stand in for the errors of other
// packages, which may quote an address or a piece of the answer.
var (
	errTimeout     = errors.New("timeout")
	errRefused     = errors.New("connection refused")
	errBroken      = errors.New("connection broken")
	errHost        = errors.New("host not found")
	errExpired     = errors.New("certificate expired or not valid yet")
	errAuthority   = errors.New("certificate of an unknown authority")
	errOtherHost   = errors.New("certificate of another host")
	errCertificate = errors.New("certificate not accepted")
	errNotTLS      = errors.New("answer is not TLS")
	errConnection  = errors.New("connection failed")
	errCut         = errors.New("answer cut short")
	errLoop        = errors.New("too many redirects")
	errDetail      = errors.New("fault reported by the cabinet")
	errNotJSON     = errors.New("answer is not JSON")
	errToken       = errors.New("token refused")
	errNotShown    = errors.New("account does not show the card")
)

// causeOf names the cause of an error of sending or reading.
func causeOf(err error) error {
	var (
		timeout net.Error
		dns     *net.DNSError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return errRefused
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errBroken
	case errors.Is(err, context.Canceled):
		return errGivenUp
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return errTimeout
	case errors.As(err, &dns):
		return errHost
	case errors.As(err, &record):
		return errNotTLS
	default:
		return certificateCause(err)
	}
}

func certificateCause(err error) error {
	var (
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &authority):
		return errAuthority
	case errors.As(err, &host):
		return errOtherHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return errExpired
	case errors.As(err, &verify), errors.As(err, &invalid):
		return errCertificate
	default:
		return errConnection
	}
}
