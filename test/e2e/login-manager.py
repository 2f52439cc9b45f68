"""Plays systemd's login manager on a bus: programs take locks there, a file descriptor each, which Node can't pass on.

Run with the path of the bus's socket. Says "ready" when it has its name, "lock WHAT" when a program took a lock, and
"unlock WHAT" when the last descriptor of one is closed. Emits the signal that a line of its input names, such as
"PrepareForSleep 1". The numbers are of the D-Bus specification.
"""

import os
import re
import selectors
import socket
import struct
import sys

CALL, RETURN, ERROR, SIGNAL = 1, 2, 3, 4
FIELDS = {"path": 1, "interface": 2, "member": 3, "error": 4, "reply_to": 5, "destination": 6, "signature": 8, "descriptors": 9}
TYPES = {"path": "o", "signature": "g", "reply_to": "u", "descriptors": "u"}
MEMBER, SENDER = 3, 7
MANAGER = {"path": "/org/freedesktop/login1", "interface": "org.freedesktop.login1.Manager"}
BUS = {"path": "/org/freedesktop/DBus", "interface": "org.freedesktop.DBus", "destination": "org.freedesktop.DBus"}


def padded(data, size):
    return data + bytes(-len(data) % size)


def written(kind, value):
    """A value by its type; a list of them where the signature has several."""
    if len(kind) > 1:
        data = b""
        for each, part in zip(kind, value):
            data = padded(data, 4) + written(each, part)
        return data
    if kind == "g":
        return bytes([len(value)]) + value.encode() + b"\0"
    if kind in "so":
        return struct.pack("<I", len(value.encode())) + value.encode() + b"\0"
    return struct.pack("<I", value)


def message(kind, serial, body=b"", **fields):
    array = b""
    for name, value in fields.items():
        of = TYPES.get(name, "s")
        array = padded(array, 8) + bytes([FIELDS[name], 1]) + of.encode() + b"\0" + written(of, value)
    head = struct.pack("<BBBBIII", ord("l"), kind, 0, 1, len(body), serial, len(array))
    return padded(head + array, 8) + body


def text_at(data, at):
    (length,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 4 + length].decode()


def fields_of(data):
    """The header fields of a message that are texts, by number."""
    (length,) = struct.unpack_from("<I", data, 12)
    fields, at = {}, 16
    while at < 16 + length:
        at += -at % 8
        number, kind = data[at], chr(data[at + 2])
        at += 4
        if kind == "g":
            at += data[at] + 2
        elif kind == "u":
            at += 4
        else:
            fields[number] = text_at(data, at)
            at += 5 + struct.unpack_from("<I", data, at)[0]
    return fields


def say(line):
    print(line, flush=True)


class LoginManager:
    def __init__(self, path):
        self.serial = 0
        self.received = b""
        self.bus = socket.socket(socket.AF_UNIX)
        self.bus.connect(path)
        self.bus.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\nNEGOTIATE_UNIX_FD\r\n")
        answers = b""
        while answers.count(b"\r\n") < 2:
            answers += self.bus.recv(4096)
        if not re.fullmatch(rb"OK [^\r]*\r\nAGREE_UNIX_FD\r\n", answers):
            sys.exit(f"The bus refused: {answers}")
        self.bus.sendall(b"BEGIN\r\n")
        self.send(CALL, **BUS, member="Hello")
        self.send(
            CALL, written("su", ["org.freedesktop.login1", 0]), **BUS, member="RequestName", signature="su"
        )
        self.events = selectors.DefaultSelector()
        self.events.register(self.bus, selectors.EVENT_READ, self.take)
        self.events.register(sys.stdin, selectors.EVENT_READ, self.emit)

    def send(self, kind, body=b"", descriptors=(), **fields):
        self.serial += 1
        data = message(kind, self.serial, body, **fields, **({"descriptors": 1} if descriptors else {}))
        if descriptors:
            socket.send_fds(self.bus, [data], descriptors)
        else:
            self.bus.sendall(data)
        return self.serial

    def run(self):
        while True:
            for key, _ in self.events.select():
                key.data()

    def take(self):
        came = self.bus.recv(65536)
        if not came:
            sys.exit("The bus is gone.")
        self.received += came
        while len(self.received) >= 16:
            body, _, fields = struct.unpack_from("<III", self.received, 4)
            start = 16 + fields + -fields % 8
            if len(self.received) < start + body:
                return
            self.handle(self.received[:start], self.received[start : start + body])
            self.received = self.received[start + body :]

    def handle(self, head, body):
        fields = fields_of(head)
        kind, serial = head[1], struct.unpack_from("<I", head, 8)[0]
        if kind == ERROR:
            sys.exit(f"The bus answered with an error: {fields}")
        if kind == SIGNAL and fields.get(MEMBER) == "NameAcquired" and text_at(body, 0) == "org.freedesktop.login1":
            say("ready")
        if kind != CALL:
            return
        to = {"reply_to": serial, "destination": fields[SENDER]}
        if fields[MEMBER] == "Inhibit":
            self.lock(text_at(body, 0), to)
        else:
            self.send(ERROR, **to, error="org.freedesktop.DBus.Error.UnknownMethod")

    def lock(self, what, to):
        ours, theirs = os.pipe()
        self.send(RETURN, written("h", 0), [theirs], **to, signature="h")
        os.close(theirs)
        say(f"lock {what}")

        def unlock():
            # Nobody writes: it is readable when it ends.
            self.events.unregister(ours)
            os.close(ours)
            say(f"unlock {what}")

        self.events.register(ours, selectors.EVENT_READ, unlock)

    def emit(self):
        lines = os.read(sys.stdin.fileno(), 4096).decode().splitlines()
        if not lines:
            sys.exit()
        for line in lines:
            member, value = line.split()
            self.send(SIGNAL, written("u", int(value)), **MANAGER, member=member, signature="b")


LoginManager(sys.argv[1]).run()
