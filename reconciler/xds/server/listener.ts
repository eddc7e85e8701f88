import type { Socket } from 'node:net';
import { createServer, isIPv6 } from 'node:net';

import type { Server } from '@grpc/grpc-js';
import { ServerCredentials } from '@grpc/grpc-js';

import type { Limits } from './limits.ts';

export interface Listener {
  /** `HOST:PORT`, with the port that was bound. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Listens on a loopback address and hands connections to the gRPC server. The socket is ours, so that limits apply
 * before anything is made for a client.
 */
export async function listen(server: Server, address: string, limits: Limits): Promise<Listener> {
  const { host, port } = parseLoopback(address);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const perAddress = new Map<string, number>();
  const door = createServer((socket) => {
    const peer = socket.remoteAddress ?? '';
    const count = perAddress.get(peer) ?? 0;
    if (sockets.size >= limits.connections || count >= limits.connectionsPerAddress) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    perAddress.set(peer, count + 1);
    const silence = setTimeout(() => {
      if (socket.bytesRead === 0) socket.destroy();
    }, limits.firstMessageMs);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(silence);
      sockets.delete(socket);
      const left = (perAddress.get(peer) ?? 1) - 1;
      if (left === 0) perAddress.delete(peer);
      else perAddress.set(peer, left);
    });
    socket.setNoDelay(true);
    injector.injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.listen({ host, port }, () => {
      door.off('error', reject);
      resolve();
    });
  });
  const bound = door.address();
  const boundPort = typeof bound === 'object' && bound ? bound.port : port;
  return {
    address: isIPv6(host) ? `[${host}]:${boundPort}` : `${host}:${boundPort}`,
    close: () =>
      new Promise((resolve) => {
        door.close(() => resolve());
        injector.destroy();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** `HOST:PORT` of this machine alone: until there is TLS, nobody else may listen in or speak. */
function parseLoopback(address: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/.exec(address);
  const port = Number(match?.groups?.['port']);
  const named = match?.groups?.['six'] ?? match?.groups?.['host'];
  if (named === undefined || port > 65_535) {
    throw new Error(`xDS address ${address}: this is no HOST:PORT; 127.0.0.1:18000 would be one.`);
  }
  const host = named === 'localhost' ? '127.0.0.1' : named;
  if (host !== '::1' && !/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)) {
    throw new Error(
      `xDS address ${address}: only a loopback address is served (127.0.0.1:${port}), ` +
        'since xDS is not encrypted yet and anyone who reaches it could read and steer.',
    );
  }
  return { host, port };
}
