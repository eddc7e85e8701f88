import { expect, test } from 'vitest';
import { destinationOf, emptyRepository } from '../../test/support/mesh-repository.ts';
import { commit, home, repository } from '../../test/support/walks.ts';
import { troubleWith } from './resolve.ts';

const { mesh } = home;

test('a destination resolves when its service, port, subset and an endpoint are there', () => {
  expect(troubleWith(mesh, destinationOf('a'), null)).toBeNull();
  expect(troubleWith(mesh, destinationOf('m1'), null)).toBeNull();
  expect(troubleWith(mesh, 'nowhere.shop.svc.cluster.local:80/', null)).toBe('has no service');
  expect(troubleWith(mesh, 'a.shop.svc.cluster.local:81/', null)).toBe('has no port 81');
});

test('a subset needs an endpoint of its own', () => {
  const destinations = { ...emptyRepository.destinations, m1: { limit: 100, endpoints: false } };
  const without = commit(repository({ a: 100 }, { destinations }));
  expect(troubleWith(without.mesh, destinationOf('m1'), null)).toBe('has no endpoint');
  expect(troubleWith(without.mesh, destinationOf('m2'), null)).toBeNull();
});

test('a subset that nobody defines is the whole host, unless it was defined before or the config says none', () => {
  const key = 'm.shop.svc.cluster.local:80/m3';
  expect(troubleWith(mesh, key, null)).toBeNull();
  const none = { ...mesh, config: { ...mesh.config, undefinedSubset: 'none' as const } };
  expect(troubleWith(none, key, null)).toBe('has no subset m3');
  const services = mesh.services.map((service) => ({ ...service, subsets: [] }));
  expect(troubleWith({ ...mesh, services }, destinationOf('m1'), mesh)).toBe('has no subset m1');
});
