/* OpenSSL's headers, and what of them Swift cannot call: macros with casts. */
#ifndef COPENSSL_H
#define COPENSSL_H

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

/* SSL_CTX_set_min_proto_version is a macro over SSL_CTX_ctrl. 1 if it worked. */
static inline long copenssl_require_tls13(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
}

/* SSL_set_tlsext_host_name is a macro with a cast of the name. 1 if it worked. */
static inline long copenssl_set_server_name(SSL *session, const char *name) {
    return SSL_set_tlsext_host_name(session, name);
}

/* EVP_MAC_init takes its cipher's name as an OSSL_PARAM array that points at a char that is not const. 1 if it worked. */
static inline int copenssl_start_cmac(EVP_MAC_CTX *context, const unsigned char *key, size_t length, const char *cipher) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)cipher, 0), OSSL_PARAM_construct_end()};
    return EVP_MAC_init(context, key, length, parameters);
}

#endif
