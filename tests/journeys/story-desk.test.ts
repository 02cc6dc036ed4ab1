import { describe } from 'vitest';
import { openCity } from './support/city.ts';
import { elderStory } from './support/portal-story.ts';

const city = openCity('story-desk');

describe('the story on a desk, 1440 by 900', () => {
  elderStory(city, 'desk');
});
