import { describe } from 'vitest';
import { openCity } from './support/city.ts';
import { dataStory } from './support/data-story.ts';
import { officeStory } from './support/office-story.ts';
import { elderStory } from './support/portal-story.ts';

const city = openCity('story-phone');

describe('the story on a phone, 390 by 844', () => {
  elderStory(city, 'phone');
  officeStory(city, 'phone');
  dataStory(city, 'phone');
});
