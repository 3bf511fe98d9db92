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

// cause is what lies beneath a failure, and what whoever runs the client can do about it, if that is
// known. Causes stand in for the errors of other packages, which may quote an address or a piece of
// the answer.
type cause struct{ what, advice string }

// Error names the cause.
func (c *cause) Error() string { return c.what }

// What can go wrong between here and the cabinet.
var (
	errTimeout = &cause{"timeout", "try again later, or allow a request more time"}
	errRefused = &cause{"connection refused",
		"check the cabinet's address, and whether it opens in a browser; else try again later"}
	errBroken  = &cause{what: "connection broken"}
	errHost    = &cause{"host not found", "check the cabinet's address and this machine's name resolution"}
	errExpired = &cause{"certificate expired or not valid yet",
		"check this machine's clock; if it is right, the cabinet's owners have to renew its certificate"}
	errAuthority = &cause{"certificate of an unknown authority",
		"trust the authority if it is your own; else somebody may be listening in: do not go on"}
	errOtherHost = &cause{"certificate of another host",
		"check the cabinet's address: its certificate is for another host"}
	errCertificate = &cause{"certificate not accepted", "look at the cabinet's certificate in a browser"}
	errNotTLS      = &cause{"answer is not TLS",
		"check whether the cabinet's address begins with the right scheme, http or https"}
	errConnection = &cause{what: "connection failed"}
	errCut        = &cause{what: "answer cut short"}
	errLoop       = &cause{"too many redirects",
		"open the cabinet in a browser and configure the address that it ends at"}
	errDetail   = &cause{what: "fault reported by the cabinet"}
	errWorks    = &cause{what: "works reported by the cabinet"}
	errNotJSON  = &cause{what: "answer is not JSON"}
	errToken    = &cause{"token refused", "check the application token: the cabinet does not accept it"}
	errNoData   = &cause{what: "success without data"}
	errNotShown = &cause{"account does not show the card",
		"look at the account in a browser: it does not show the card"}
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
