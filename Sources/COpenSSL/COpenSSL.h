/* OpenSSL's headers, and what of them Swift cannot call: macros with casts. */
#ifndef COPENSSL_H
#define COPENSSL_H

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <time.h>

/* SSL_CTX_set_min_proto_version is a macro over SSL_CTX_ctrl. 1 if it worked. */
static inline long copenssl_require_tls13(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
}

/* SSL_set_tlsext_host_name is a macro with a cast of the name. 1 if it worked. */
static inline long copenssl_set_server_name(SSL *session, const char *name) {
    return SSL_set_tlsext_host_name(session, name);
}

/* Year, month and day from and to which the certificate that the other end showed is valid, also where it was refused;
   sk_X509_value is a macro with casts. 1 if it showed one. */
static inline int copenssl_peer_validity(const SSL *session, int from[3], int to[3]) {
    STACK_OF(X509) *chain = SSL_get_peer_cert_chain(session);
    struct tm begin, end;
    if (chain == NULL || sk_X509_num(chain) < 1) return 0;
    const X509 *leaf = sk_X509_value(chain, 0);
    if (ASN1_TIME_to_tm(X509_get0_notBefore(leaf), &begin) != 1) return 0;
    if (ASN1_TIME_to_tm(X509_get0_notAfter(leaf), &end) != 1) return 0;
    from[0] = begin.tm_year + 1900, from[1] = begin.tm_mon + 1, from[2] = begin.tm_mday;
    to[0] = end.tm_year + 1900, to[1] = end.tm_mon + 1, to[2] = end.tm_mday;
    return 1;
}

/* EVP_MAC_init takes its cipher's name as an OSSL_PARAM array that points at a char that is not const. 1 if it worked. */
static inline int copenssl_start_cmac(EVP_MAC_CTX *context, const unsigned char *key, size_t length, const char *cipher) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)cipher, 0), OSSL_PARAM_construct_end()};
    return EVP_MAC_init(context, key, length, parameters);
}

#endif
