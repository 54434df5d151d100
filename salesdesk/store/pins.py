from salesdesk.store.beside import Beside as Attempts, lock_seconds  # noqa
