"""The wire between a phone and the site, to be cut: before anything goes through, or when the answer is on its way."""

import contextlib
import select
import socket
import threading
import time

CHUNK = 65_536


class Wire:
    """`whole` passes everything on, `cut` lets nobody through, `deaf` passes an entry on and eats its answer.

    With `round_trip_s` and `bytes_s` it is as slow as that, for all connections together.
    """

    def __init__(self, port: int, *, round_trip_s: float = 0, bytes_s: float = 0) -> None:
        self.port, self.state, self.eaten = port, "whole", 0
        self.round_trip_s, self.bytes_s, self._air = round_trip_s, bytes_s, threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Also what is under way."""
        self.state = "cut"
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.state = "whole"

    def go_deaf(self) -> None:
        """The next entry arrives, and its answer does not."""
        self.state = "deaf"

    def close(self) -> None:
        self.cut()
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(phone,), daemon=True).start()

    def _takes_time(self, said: bytes) -> None:
        if self.bytes_s:
            with self._air:
                time.sleep(len(said) / self.bytes_s)

    def _join(self, phone: socket.socket) -> None:
        with phone:
            if self.state == "cut":
                return
            time.sleep(self.round_trip_s)  # until there is a connection
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as site:
                self._open |= {phone, site}
                self._pass_on(phone, site)
            self._open -= {phone}

    def _pass_on(self, phone: socket.socket, site: socket.socket) -> None:
        listening = True
        while True:
            ready, _, _ = select.select([phone, site], [], [], 60)
            for end in ready:
                said = end.recv(CHUNK)
                if not said or self.state == "cut":
                    return
                if end is phone:
                    time.sleep(self.round_trip_s)
                    site.sendall(said)
                    if self.state == "deaf" and said.startswith(b"POST /kept/"):
                        listening = False
                elif listening:
                    self._takes_time(said)
                    phone.sendall(said)
                else:
                    self.eaten += 1
                    return
