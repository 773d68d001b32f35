/* libunbound's own header and nothing else: Swift can call all that is used of it. */
#include <unbound.h>
