import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { parseLoopback, startHttpServer } from './server.ts';

const stop = new AbortController();
afterEach(() => stop.abort());

interface Answer {
  readonly status: number;
  readonly body: string;
}

function ask(address: string, path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const { host, port } = parseLoopback(address);
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    const sent = request({ host, port, path, method: options.method ?? 'GET', headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('serves its documents as JSON, to loopback names and GET only', async () => {
  let asked = 0;
  const server = await startHttpServer('127.0.0.1:0', { '/status': () => ({ asked: ++asked }) }, stop.signal);
  expect(await ask(server.address, '/status')).toEqual({ status: 200, body: '{"asked":1}\n' });
  expect(await ask(server.address, '/status?x=1')).toEqual({ status: 200, body: '{"asked":2}\n' });
  expect((await ask(server.address, '/status', { method: 'POST' })).status).toBe(405);
  expect((await ask(server.address, '/status', { host: 'evil.example' })).status).toBe(421);
  expect((await ask(server.address, '/constructor')).status).toBe(404);
  expect(asked).toBe(2);
});

test('serves texts with their own content type', async () => {
  const texts = { '/metrics': { contentType: 'text/plain; version=0.0.4', parts: () => ['up ', '1\n'] } };
  const server = await startHttpServer('127.0.0.1:0', { '/status': () => ({}) }, stop.signal, texts);
  expect(await ask(server.address, '/metrics')).toEqual({ status: 200, body: 'up 1\n' });
  const response = await fetch(`http://${server.address}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(JSON.parse((await ask(server.address, '/')).body)).toEqual({
    error: 'not found',
    paths: ['/status', '/metrics'],
  });
});

test.each(['0.0.0.0:80', '10.0.0.1:80', '127.0.0.1', '127.0.0.1:70000', 'example.com:80'])(
  'refuses to listen on %s',
  (address) => {
    expect(() => parseLoopback(address)).toThrow('is no loopback address');
  },
);
