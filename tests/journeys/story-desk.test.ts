import { describe } from 'vitest';
import { openCity } from './support/city.ts';
import { dataStory } from './support/data-story.ts';
import { officeStory } from './support/office-story.ts';
import { elderStory } from './support/portal-story.ts';

const city = openCity('story-desk');

describe('the story on a desk, 1440 by 900', () => {
  elderStory(city, 'desk');
  officeStory(city, 'desk');
  dataStory(city, 'desk');
});
