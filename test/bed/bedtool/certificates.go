package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// leaf is one wanted certificate; with hosts it can serve, and every one of them can be a client.
type leaf struct {
	File         string   `json:"file"`
	CommonName   string   `json:"commonName"`
	Organization []string `json:"organization"`
	Hosts        []string `json:"hosts"`
}

// writeCertificates makes a certificate authority in a folder and, signed by it, the certificates listed on stdin.
func writeCertificates(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bedtool certificates FOLDER < list.json")
	}
	var leaves []leaf
	if err := json.NewDecoder(os.Stdin).Decode(&leaves); err != nil {
		return err
	}
	authority := template("bed-ca", nil)
	authority.IsCA, authority.BasicConstraintsValid = true, true
	authority.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	authorityKey, err := sign(args[0], "ca", authority, authority, nil)
	if err != nil {
		return err
	}
	for _, wanted := range leaves {
		certificate := template(wanted.CommonName, wanted.Organization)
		certificate.KeyUsage = x509.KeyUsageDigitalSignature
		certificate.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
		for _, host := range wanted.Hosts {
			if ip := net.ParseIP(host); ip != nil {
				certificate.IPAddresses = append(certificate.IPAddresses, ip)
			} else {
				certificate.DNSNames = append(certificate.DNSNames, host)
			}
		}
		if _, err := sign(args[0], wanted.File, certificate, authority, authorityKey); err != nil {
			return err
		}
	}
	return nil
}

func template(commonName string, organization []string) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62))
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: commonName, Organization: organization},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(30 * 24 * time.Hour),
	}
}

// sign writes NAME.crt and NAME.key and returns the key; without a parent key the certificate signs itself.
func sign(folder, name string, certificate, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if parentKey == nil {
		parentKey = key
	}
	der, err := x509.CreateCertificate(rand.Reader, certificate, parent, &key.PublicKey, parentKey)
	if err != nil {
		return nil, err
	}
	keyDer, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := writePem(filepath.Join(folder, name+".crt"), "CERTIFICATE", der, 0o644); err != nil {
		return nil, err
	}
	return key, writePem(filepath.Join(folder, name+".key"), "EC PRIVATE KEY", keyDer, 0o600)
}

func writePem(file, kind string, der []byte, mode os.FileMode) error {
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}
