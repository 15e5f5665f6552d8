"""A REQ over tls+tcp without any library for ZeroMQ: Python's ssl module, and ZMTP 3.1 (RFC 37) by hand.

Asks each of its sizes as one message of so many octets, and prints the length and the digest of what is answered.
"""

import argparse
import hashlib
import socket
import ssl
import struct

MORE, LONG, COMMAND = 1, 2, 4


def frame(body, flags=0):
    if len(body) < 256:
        return bytes([flags, len(body)]) + body
    return bytes([flags | LONG]) + struct.pack(">Q", len(body)) + body


def ready(socket_type):
    name, value = b"Socket-Type", socket_type
    body = b"\x05READY" + bytes([len(name)]) + name + struct.pack(">I", len(value)) + value
    return frame(body, COMMAND)


def read(stream, count):
    octets = stream.read(count)
    if len(octets) != count:
        raise EOFError(f"{len(octets)} octets where {count} are due")
    return octets


def read_frame(stream):
    flags = read(stream, 1)[0]
    size = struct.unpack(">Q", read(stream, 8))[0] if flags & LONG else read(stream, 1)[0]
    return flags, read(stream, size)


def read_message(stream):
    frames, more = [], True
    while more:
        flags, body = read_frame(stream)
        if flags & COMMAND:
            continue
        frames.append(body)
        more = flags & MORE
    return frames


def shake_hands(stream):
    greeting = bytes([0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1]) + b"NULL".ljust(20, b"\0") + bytes(32)
    stream.write(greeting + ready(b"REQ"))
    stream.flush()
    theirs = read(stream, 64)
    assert theirs[0] == 0xFF and theirs[9] & 1 and theirs[10] == 3, theirs
    assert theirs[12:32].rstrip(b"\0") == b"NULL", theirs
    flags, body = read_frame(stream)
    assert flags == COMMAND and body.startswith(b"\x05READY"), (flags, body)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("port", type=int)
    arguments.add_argument("authority")
    arguments.add_argument("version", choices=["TLSv1_2", "TLSv1_3"])
    arguments.add_argument("sizes", type=int, nargs="+")
    arguments.add_argument("--certificate")
    given = arguments.parse_args()

    context = ssl.create_default_context(cafile=given.authority)
    context.minimum_version = context.maximum_version = ssl.TLSVersion[given.version]
    if given.certificate:
        context.load_cert_chain(given.certificate)
    with socket.create_connection(("127.0.0.1", given.port)) as tcp, context.wrap_socket(tcp, server_hostname="127.0.0.1") as tls:
        print(tls.version(), flush=True)
        stream = tls.makefile("rwb")
        shake_hands(stream)
        for size in given.sizes:
            stream.write(frame(b"", MORE) + frame(bytes(i % 251 for i in range(size))))
            stream.flush()
            empty, answer = read_message(stream)
            assert not empty, empty
            print(len(answer), hashlib.sha256(answer).hexdigest(), flush=True)


main()
