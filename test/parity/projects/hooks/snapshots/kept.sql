{% snapshot kept %}
{{ config(strategy='check', check_cols='all', unique_key='id', post_hook="{{ note('kept', this.identifier) }}") }}
select id from {{ ref('first') }}
{% endsnapshot %}
