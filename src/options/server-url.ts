import type { Fault } from './reading.ts';

const redisDatabase = /^\/?(\d{1,5})?$/;

/**
 * What keeps the URL of one Redis or PostgreSQL server from being used, beyond its form; undefined where nothing does.
 * No part of the URL is in the answer: it may hold a password.
 */
export function serverUrlFault(text: string): Fault | undefined {
  const url = new URL(text);
  const parts = [url.username, url.password, url.hostname, url.pathname];
  if (!parts.every(decodes)) {
    return {
      what: 'it has a `%` that does not begin a code',
      fix: 'Write `%25` for a percent sign in user, password and database.',
    };
  }
  if (url.port === '0') return { what: 'its port is 0', fix: 'Write a port from 1 to 65,535.' };
  if (/^rediss?:$/.test(url.protocol) && !redisDatabase.test(url.pathname)) {
    return {
      what: 'the text after the host is not the number of a database',
      fix: 'Write `redis://HOST`, or `redis://HOST/1` for the database 1.',
    };
  }
  const port = url.searchParams.get('port');
  if (port !== null && !/^\d{1,5}$/.test(port)) {
    return { what: 'its parameter `port` is not a number', fix: 'Write the port after the host.' };
  }
  return undefined;
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
